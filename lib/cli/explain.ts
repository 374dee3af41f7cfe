import { UserError } from '#lib/errors.ts';
import { noPorts, type PortSet, portsOf, portsText, unionOfPorts } from '#lib/policy/ports.ts';
import { type Explanation, explain as explanationOf, type Step } from '#lib/reachability/explain.ts';
import { type End, endsNamed } from '#lib/reachability/peers.ts';
import { allowedOf } from '#lib/reachability/reach.ts';
import type { Reachability } from '#lib/reachability/reachability.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { type AnswerOptions, answersOf, exitCodeOf, withSource } from './answers.ts';
import { exampleOf } from './reach.ts';

export interface ExplainOptions extends AnswerOptions {
  readonly format: 'txt' | 'json';
}

const longest = 400;

/** `80`, `8000-8090`, `53/udp` or `udp/53`; TCP where no protocol is given. */
function portsGiven(text: string): PortSet {
  const found = /^(?:(tcp|udp|sctp)[/:])?(\d{1,5})(?:-(\d{1,5}))?(?:[/:](tcp|udp|sctp))?$/i.exec(text);
  const [, before, first = '', last = first, after] = found ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (found === null || (before !== undefined && after !== undefined) || from < 1 || to < from || to > 65_535)
    throw new UserError(`"${shown(text)}" is no port: give a number from 1 to 65535, or one with its protocol such as 53/udp.`);
  const protocol = (before ?? after ?? 'tcp').toUpperCase();
  return portsOf(protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP', { from, to });
}

function endsOf({ engine }: Reachability, text: string): readonly End[] {
  const ends = endsNamed(engine, text);
  if (ends.length > 0) return ends;
  const idle = engine.model.workloads.find(({ id, ref }) => id === text || `${ref.namespace}/${ref.name}` === text);
  if (idle !== undefined)
    throw new UserError(`${idle.id} has no running pods, so that nothing reaches it and it reaches nothing.`);
  const example = exampleOf(engine.classes);
  throw new UserError(
    `There is no workload and no address "${shown(text)}": name one as namespace/name, for example ${example}.`,
  );
}

const stepLine = ({ says }: Step): string => `    ${shown(says, 2000)}`;

function textOf({ src, dst, stories, partial }: Explanation): string {
  const lines = stories.flatMap(({ ports, allowed, egress, ingress }) => [
    `${portsText(ports)}: ${allowed ? 'allowed' : 'denied'}`,
    `  out of ${src}:`,
    ...egress.map(stepLine),
    `  into ${dst}:`,
    ...ingress.map(stepLine),
  ]);
  const doubts = partial.map((reason) => `Not fully known: ${shown(reason, longest)}`);
  return `${[`${src} => ${dst}`, ...lines, ...doubts].join('\n')}\n`;
}

const jsonOf = ({ src, dst, stories, partial }: Explanation) => ({
  schema: 'bulkhead.explain/v1',
  src,
  dst,
  allowed: allowedOf(unionOfPorts([noPorts, ...stories.flatMap(({ allowed, ports }) => (allowed ? [ports] : []))])),
  stories: stories.map(({ ports, ...story }) => ({ ports: allowedOf(ports), ...story })),
  partial,
});

/**
 * Prints, for each part of the ports, which layer, policy and rule decides on either side. A workload in several parts gets an
 * explanation a part. Throws UserError for what cannot be read or is not known.
 */
export async function explain(args: readonly string[], { format, ...options }: ExplainOptions): Promise<void> {
  const { source, rest } = withSource(args, options);
  const [from, to, on, ...more] = rest;
  if (from === undefined || to === undefined || more.length > 0)
    throw new UserError('Say whose connection to explain: bulkhead explain SOURCE SRC DST [PORT].');
  const ports = on === undefined ? undefined : portsGiven(on);
  const answers = await answersOf(source, options);
  const [sources, targets] = [endsOf(answers.reachability, from), endsOf(answers.reachability, to)];
  if ([...sources, ...targets].every(({ kind }) => kind !== 'pods'))
    throw new UserError(`Neither ${shown(from)} nor ${shown(to)} is a workload: policies decide about pods only.`);
  const found = sources.flatMap((src) => targets.map((dst) => explanationOf(answers.reachability.engine, src, dst, ports)));
  process.exitCode = exitCodeOf(answers);
  const [only] = found;
  const json = only !== undefined && found.length === 1 ? jsonOf(only) : found.map(jsonOf);
  process.stdout.write(format === 'json' ? `${JSON.stringify(json, null, 2)}\n` : found.map(textOf).join('\n'));
}
