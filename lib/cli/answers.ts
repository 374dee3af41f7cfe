import { UserError } from '#lib/errors.ts';
import { enforcementOf, reachOptionsOf } from '#lib/facts/enforcement.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { type Reachability, reachability } from '#lib/reachability/reachability.ts';
import { shown } from '#lib/snapshot/shown.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { SourceOptions } from './options.ts';
import { isNoPath, readSource, type Source, sourceOf } from './source.ts';

/** What `reach`, `explain` and `drift` are told about where and how to look. */
export interface AnswerOptions extends SourceOptions {
  /** Absent: as the cluster's CNI does it. */
  readonly ipBlockMatchesPods?: boolean;
}

/** What can be no path of manifests is a context of the kubeconfig. Throws UserError where it is neither. */
async function contextNamed(given: string, options: SourceOptions): Promise<Source> {
  try {
    return await sourceOf(undefined, { ...options, context: given });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { exitCode, message } = error;
    const neither = `There is no file or folder "${shown(given)}", and it is no context that can be read: ${message}`;
    throw new UserError(neither, { exitCode, cause: error });
  }
}

async function snapshotOf(given: string | undefined, options: SourceOptions): Promise<Snapshot> {
  const isContext = given !== undefined && (await isNoPath(given));
  return readSource(
    isContext && options.context === undefined ? await contextNamed(given, options) : await sourceOf(given, options),
  );
}

export interface Answers {
  readonly snapshot: Snapshot;
  readonly reachability: Reachability;
}

/** Reads a source and makes it answer. Throws UserError for what cannot be read. */
export async function answersOf(given: string | undefined, options: AnswerOptions): Promise<Answers> {
  const snapshot = await snapshotOf(given, options);
  const { ipBlockMatchesPods } = options;
  const how = ipBlockMatchesPods === undefined ? reachOptionsOf(enforcementOf(snapshot)) : { ipBlockMatchesPods };
  return { snapshot, reachability: reachability(policyModel(snapshot), how) };
}

/** 3 where a cluster did not show everything: the answers name what is missing. */
export const exitCodeOf = ({ snapshot }: Answers): 0 | 3 =>
  Object.values(snapshot.reads).some(({ status }) => status === 'forbidden' || status === 'failed') ? 3 : 0;

/** The positional arguments without the source, where an option has named it already. */
export function withSource(
  args: readonly string[],
  { context, inCluster }: SourceOptions,
): { readonly source: string | undefined; readonly rest: readonly string[] } {
  const [first, ...rest] = args;
  if (context !== undefined || inCluster) return { source: undefined, rest: args };
  if (first === undefined) throw new UserError('Say what to read: a context, a folder, a file, or - for standard input.');
  return { source: first, rest };
}
