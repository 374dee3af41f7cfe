import { UserError } from '#lib/errors.ts';
import { addressOf } from '#lib/policy/addresses.ts';
import { noPorts, portsText, unionOfPorts } from '#lib/policy/ports.ts';
import { isSame } from '#lib/reachability/change.ts';
import type { Explanation, Step } from '#lib/reachability/explain.ts';
import { endsGiven, explanationsOf, portsGiven } from '#lib/reachability/question.ts';
import { allowedOf } from '#lib/reachability/reach.ts';
import { refOf, refText } from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { type AnswerOptions, answersOf, exitCodeOf, withSource } from './answers.ts';

export interface ExplainOptions extends AnswerOptions {
  readonly format: 'txt' | 'json';
}

const longest = 400;

const stepLine = ({ says }: Step): string => `    ${shown(says, 2000)}`;

export function explanationText({ src, dst, stories, ways, partial }: Explanation): string {
  const lines = stories.flatMap(({ ports, allowed, egress, ingress }) => [
    `${portsText(ports)}: ${allowed ? 'allowed' : 'denied'}${partial.length === 0 ? '' : ', as far as is known'}`,
    `  out of ${src}:`,
    ...egress.map(stepLine),
    `  into ${dst}:`,
    ...ingress.map(stepLine),
  ]);
  const doubts = partial.map((reason) => `Not fully known: ${shown(reason, longest)}`);
  const inward = ways.map((says) => `Way in: ${shown(says, 2000)}`);
  return `${[`${src} => ${dst}`, ...lines, ...inward, ...doubts].join('\n')}\n`;
}

const jsonOf = ({ src, dst, stories, ways, partial }: Explanation) => ({
  schema: 'bulkhead.explain/v1',
  src,
  dst,
  allowed: allowedOf(unionOfPorts([noPorts, ...stories.flatMap(({ allowed, ports }) => (allowed ? [ports] : []))])),
  stories: stories.map(({ ports, ...story }) => ({ ports: allowedOf(ports), ...story })),
  ways,
  partial,
});

/** Connections to a Service's own address end at its pods, on ports that may be others: policies decide there. */
function assertNoService(snapshot: Snapshot, text: string): void {
  const wanted = addressOf(text);
  const service =
    wanted &&
    objectsOf(snapshot, 'services').find(({ clusterIPs }) => clusterIPs?.some((address) => isSame(addressOf(address), wanted)));
  if (service === undefined) return;
  throw new UserError(
    `${text} is the address of ${refText(refOf(service))}, and policies decide at the pods behind it: name their workload, and the port that they listen on.`,
  );
}

/**
 * Prints, for each part of the ports, which layer, policy and rule decides on either side. A workload in several parts gets an
 * explanation a part. Throws UserError for what cannot be read or is not known.
 */
export async function explain(args: readonly string[], { format, ...options }: ExplainOptions): Promise<void> {
  const { source, rest } = withSource(args, options);
  const [from, to, on, ...more] = rest;
  if (from === undefined || to === undefined || more.length > 0)
    throw new UserError('Say whose connection to explain: bulkhead explain SOURCE SRC DST [PORT].');
  const answers = await answersOf(source, options);
  const { engine } = answers.reachability;
  const ends = (text: string) => {
    assertNoService(answers.snapshot, text);
    return { text, ends: endsGiven(engine, text) };
  };
  const [src, dst] = [ends(from), ends(to)];
  const ports = on === undefined ? undefined : portsGiven(engine, dst.ends, on);
  const found = explanationsOf(engine, src, dst, ports);
  process.exitCode = exitCodeOf(answers);
  const [only] = found;
  const json = only !== undefined && found.length === 1 ? jsonOf(only) : found.map(jsonOf);
  process.stdout.write(format === 'json' ? `${JSON.stringify(json, null, 2)}\n` : found.map(explanationText).join('\n'));
}
