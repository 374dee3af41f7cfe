import type { Facts, LeftOut } from '#lib/facts/facts.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { asFarAsKnown } from './absence.ts';
import { type Control, type Outcome, type Result, type Severity, type Strength, unknown } from './control.ts';
import { counted, ended } from './wording.ts';

/** Which results a setting leaves out of the score: namespaces by name (`*` at the end matches any rest), controls by id or `*`. */
export interface Exclusion {
  readonly controls: readonly string[];
  readonly namespaces: readonly string[];
  readonly why: string;
}

/** Numbers of resources. `excluded` ones were judged, but a setting leaves them out; they are in none of the others. */
export interface Counts {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly excluded: number;
}

export type JudgedResult = Omit<Result, 'restsOn'> & { readonly excluded: boolean };

/** One control on one cluster. `reason` says why it is `unknown` or `notApplicable` as a whole, null where its results say so. */
export interface ControlResult {
  readonly control: string;
  readonly severity: Severity;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly counts: Counts;
  /** By the words of the benchmark alone, for controls that have such a reading. */
  readonly literal: { readonly pass: number; readonly fail: number } | null;
  /** The weakest proof among the passes. */
  readonly strength: Strength | null;
  readonly results: readonly JudgedResult[];
  /** Namespaces where it may speak about more than has a result, and nobody knows of what; null: anywhere. Absent where there are none. */
  readonly unseenIn?: readonly (string | null)[];
}

const matchesName = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** The namespace that a result belongs to: a Namespace belongs to itself, what is cluster-wide to none. */
export const namespaceOf = ({ resource }: Pick<Result, 'resource'>): string | null =>
  resource.namespace ?? (resource.kind === 'Namespace' ? resource.name : null);

const excludes = (exclusions: readonly Exclusion[], control: string, result: Result): boolean => {
  const namespace = namespaceOf(result);
  return (
    namespace !== null &&
    exclusions.some(
      ({ controls, namespaces }) =>
        controls.some((id) => id === '*' || id === control) && namespaces.some((pattern) => matchesName(pattern, namespace)),
    )
  );
};

export function countsOf(results: readonly JudgedResult[]): Counts {
  const counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0, excluded: 0 };
  for (const { outcome, excluded } of results) counts[excluded ? 'excluded' : outcome] += 1;
  return counts;
}

/** One failure fails, and what is not known is never a pass. */
export const outcomeOf = ({ fail, unknown, pass }: Counts): Outcome =>
  fail > 0 ? 'fail' : unknown > 0 ? 'unknown' : pass > 0 ? 'pass' : 'notApplicable';

function literalOf(results: readonly JudgedResult[]): ControlResult['literal'] {
  const judged = results.filter(({ literal, excluded }) => literal !== undefined && !excluded);
  if (judged.length === 0) return null;
  const passed = judged.filter(({ literal }) => literal === 'pass').length;
  return { pass: passed, fail: judged.length - passed };
}

/** Why the control cannot be judged at all: the first of its reads that did not succeed. */
function missing(needs: Control['needs'], { unread }: Facts): string | undefined {
  const found = unread.find(({ resource }) => needs.includes(resource));
  return found && `${found.resource} could not be read (${found.status}): ${found.message}`;
}

/** Whether something that was left out is, or may be, of what a control speaks about. There is only one cluster, and it is there. */
function speaksAbout({ population, where }: Control, { sort, ref }: LeftOut, facts: Facts): boolean {
  if (sort === 'anything') return population !== 'cluster';
  const namespace = namespaceOf({ resource: ref });
  return sort === population && (namespace === null || (where?.(namespace, facts) ?? true));
}

/** The results, with an `unknown` for each resource that could not be taken as it was given and does not fail all the same. */
function withLeftOut(results: readonly Result[], control: Control, facts: Facts): readonly Result[] {
  const said = new Map(
    facts.leftOut
      .filter((one) => speaksAbout(control, one, facts))
      .map(({ ref, says }) => [refText(ref), unknown(ref, ended(says))]),
  );
  if (said.size === 0) return results;
  const judged = results.map((result) => {
    const about = refText(result.resource);
    const instead = said.get(about);
    said.delete(about);
    return instead === undefined || result.outcome === 'fail' || result.outcome === 'unknown' ? result : instead;
  });
  return [...judged, ...said.values()];
}

/** What is not known by its name stands under its place (`shop.yaml:7`), or under none. */
const isNameless = ({ name }: ObjectRef): boolean => /:\d+$|^\(without a name\)$/.test(name);

// Without them pods stand under other owners than usual.
const owners: readonly ResourceName[] = ['replicasets.apps', 'jobs.batch', 'cronjobs.batch'];

/** Where something that had a result before may still be, though it has none now: what lacks a result need not be gone. */
function unseenIn({ population }: Control, { leftOut, effects, unread }: Facts): readonly (string | null)[] {
  if (population === 'cluster') return [];
  const lost = leftOut.flatMap(({ sort, ref }) => {
    if (sort === 'anything') return [null];
    // Any binding may be what gives someone a right; which workload a pod is of, only the pod tells.
    if (sort === 'rights' && population === 'rights') return [null];
    if (population === 'namespaces' && ref.namespace === null && sort !== 'nodes' && sort !== 'rights') return [null];
    return sort === population && (isNameless(ref) || ref.kind === 'Pod') ? [ref.namespace] : [];
  });
  const policies = population === 'policies' ? effects.filter(({ ref }) => isNameless(ref)).map(({ ref }) => ref.namespace) : [];
  const renamed = population === 'workloads' && unread.some(({ resource }) => owners.includes(resource)) ? [null] : [];
  return [...new Set([...lost, ...policies, ...renamed])];
}

/** Judges one control. A need that was not read makes it `unknown`, an empty population `notApplicable`. */
export function runControl(control: Control, facts: Facts, exclusions: readonly Exclusion[]): ControlResult {
  const unread = missing(control.needs, facts);
  const results =
    unread === undefined
      ? withLeftOut(
          control.check(facts).map((result) => asFarAsKnown(result, facts)),
          control,
          facts,
        ).map((result): JudgedResult => ({ ...result, excluded: excludes(exclusions, control.id, result) }))
      : [];
  const counts = countsOf(results);
  const unseen = unseenIn(control, facts);
  const strengths = results.flatMap(({ outcome, strength, excluded }) =>
    outcome === 'pass' && !excluded ? [strength ?? 0] : [],
  );
  return {
    control: control.id,
    severity: control.severity,
    outcome: unread === undefined ? outcomeOf(counts) : 'unknown',
    reason: unread ?? (results.length === 0 ? 'there is nothing in the cluster that it speaks about' : null),
    counts,
    literal: literalOf(results),
    strength: strengths.toSorted()[0] ?? null,
    results,
    ...(unseen.length === 0 ? {} : { unseenIn: unseen }),
  };
}

/** Why a control is unknown or not applicable, for those who do not show its results: what the first that is unknown says, and how many more. */
export function reasonOf({ outcome, reason, results }: ControlResult): string | null {
  if (reason !== null || outcome !== 'unknown') return reason;
  const [first, ...more] = results.filter((result) => result.outcome === 'unknown' && !result.excluded);
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : ` And ${counted(more.length, 'more is', 'more are')} not known.`;
  const about = first.resource.kind === 'Cluster' ? '' : `${refText(first.resource)}: `;
  return `${about}${first.message}${others}`;
}
