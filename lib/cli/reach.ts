import { UserError } from '#lib/errors.ts';
import { labelOf } from '#lib/policy/selector.ts';
import { exposedOf } from '#lib/reachability/exposed.ts';
import { type Matrix, matrixOf } from '#lib/reachability/matrix.ts';
import { endsNamed } from '#lib/reachability/peers.ts';
import type { PodClass } from '#lib/reachability/pod-classes.ts';
import { howToName } from '#lib/reachability/question.ts';
import { isNamed, type PartialAnswer, partialOf, reachOf } from '#lib/reachability/reach.ts';
import type { Reachability } from '#lib/reachability/reachability.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { type AnswerOptions, answersOf, exitCodeOf } from './answers.ts';
import { writeToStdout } from './output.ts';
import { type ReachFormat, renderExposure, renderMatrix, renderReach } from './reach-formats.ts';

export interface ReachCommandOptions extends AnswerOptions {
  readonly format: ReachFormat;
  /** Workloads by `ns/name` or id, or `ingress-controller`: only what one of them has a part in. */
  readonly focus?: readonly string[];
  /** `namespace`, or `label:KEY` of the pods. */
  readonly by?: string;
  /** What each workload is open to, also from pods that do not exist yet, instead of who reaches whom. */
  readonly exposure?: boolean;
}

const longest = 400;

/** What the other formats have no place for goes beside them, to standard error. */
export function tellDoubts(partial: readonly PartialAnswer[], warnings: readonly { object: string; message: string }[]): void {
  for (const { policy, reason } of partial)
    process.stderr.write(`Partial: ${shown(policy, longest)}: ${shown(reason, longest)}\n`);
  for (const { object, message } of warnings)
    process.stderr.write(`Warning: ${shown(object, longest)}: ${shown(message, longest)}\n`);
}

function groupBy(by: string): (one: PodClass) => string {
  if (by === 'namespace') return ({ namespace }) => namespace.name;
  const key = /^label:(.+)$/.exec(by)?.[1];
  if (key === undefined) throw new UserError(`--by ${by} is not known: give "namespace" or "label:KEY".`);
  return ({ labels }) => labelOf(labels, key) ?? `(no ${key})`;
}

function assertKnown({ engine }: Reachability, focus: string): void {
  if (endsNamed(engine, focus).some(({ kind }) => kind !== 'address')) return;
  throw new UserError(`There is no running workload ${shown(focus, longest)}: ${howToName(engine, focus)}`);
}

/** Prints who reaches whom. Throws UserError for what cannot be read or is not known. */
export async function reach(
  source: string | undefined,
  { format, focus, by, exposure, ...options }: ReachCommandOptions,
): Promise<void> {
  const group = by === undefined ? undefined : groupBy(by);
  if (group !== undefined && focus !== undefined)
    throw new UserError('--focus and --by answer different questions: give one of them.');
  if (group !== undefined && exposure) throw new UserError('--exposure and --by answer different questions: give one of them.');
  const answers = await answersOf(source, options);
  const { reachability } = answers;
  for (const one of focus ?? []) assertKnown(reachability, one);
  process.exitCode = exitCodeOf(answers);
  if (group !== undefined) {
    const matrix: Matrix = matrixOf(reachability, group);
    await writeToStdout(renderMatrix(matrix, format));
    tellDoubts(partialOf(reachability.engine.model), reachability.warnings());
    return;
  }
  if (exposure) {
    const exposed = exposedOf(reachability, (one) => focus?.some((text) => isNamed(one, text)) ?? true);
    await writeToStdout(renderExposure(exposed, format));
    if (format !== 'json') tellDoubts(exposed.partial, exposed.warnings);
    return;
  }
  const found = reachOf(reachability, { focus });
  await writeToStdout(renderReach(found, format));
  if (format !== 'json') tellDoubts(found.partial, found.warnings);
}
