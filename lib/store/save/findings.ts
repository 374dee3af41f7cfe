import type { Assessment } from '#lib/assess/assessment.ts';
import type { Severity } from '#lib/controls/control.ts';
import type { ControlResult, JudgedResult } from '#lib/controls/run.ts';
import { digestOfText } from '#lib/snapshot/canonical.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { textOf } from './bulk.ts';
import { type Held, keyOf, partsOf } from './intervals.ts';

/** A failure as it is kept. `key` is the control and the resource. */
export interface Failure extends Held {
  readonly control: string;
  readonly severity: Severity;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly message: string;
  /** A list of `Evidence`, as JSON. */
  readonly evidence: string;
  readonly remediation: string | null;
  readonly excluded: boolean;
}

export interface OpenFinding {
  readonly id: number;
  readonly key: string;
  readonly digest: string;
  readonly unconfirmed: boolean;
}

export interface FindingChanges {
  readonly opened: readonly Failure[];
  /** Open before and still failing, with other words or evidence. */
  readonly updated: readonly { readonly id: number; readonly failure: Failure }[];
  readonly closed: readonly number[];
  /** Nobody could tell this time whether they still fail; they stay open. */
  readonly unconfirmed: readonly number[];
  /** Were unconfirmed, and fail indeed. */
  readonly confirmed: readonly number[];
}

const resultKey = (control: string, { resource: { kind, namespace, name } }: JudgedResult): string =>
  keyOf(control, textOf(kind), textOf(namespace ?? ''), textOf(name));

function failureOf({ control, severity }: ControlResult, results: readonly JudgedResult[], key: string): Failure {
  const [first] = results;
  if (first === undefined) throw new Error(`no result for ${key}`);
  const { kind, namespace, name } = first.resource;
  const message = textOf([...new Set(results.map((result) => result.message))].join(' '));
  // Evidence is made in one order, so that what is equal has equal texts.
  const evidence = JSON.stringify(results.flatMap((result) => result.evidence));
  const given = results.map(({ remediation }) => remediation).find((text) => text !== undefined);
  const remediation = given === undefined ? null : textOf(given);
  const excluded = results.every((result) => result.excluded);
  return {
    key,
    control,
    severity,
    kind: textOf(kind),
    namespace: textOf(namespace ?? ''),
    name: textOf(name),
    message,
    evidence,
    remediation,
    excluded,
    digest: digestOfText(`${evidence}${JSON.stringify([severity, message, remediation, excluded])}`),
  };
}

/** What fails. Two results of a control on resources of one kind and name (of two API groups) make one failure with both evidences. */
export function failuresOf({ controls }: Pick<Assessment, 'controls'>): Failure[] {
  return controls.flatMap((control) => {
    const failing = control.results.filter(({ outcome }) => outcome === 'fail');
    const byKey = Map.groupBy(failing, (result) => resultKey(control.control, result));
    return [...byKey].map(([key, results]) => failureOf(control, results, key));
  });
}

/**
 * Whether a finding that is not among the failures any more is settled: its resource passes, is not applicable, is gone, or the control
 * is. It is not where the control or the result is unknown, where the resource itself could not be taken as it was, or where it has no
 * result, and may be among what could not be seen.
 */
function settledIn({ controls, problems }: Pick<Assessment, 'controls' | 'problems'>): (key: string) => boolean {
  const blind = new Set(
    controls.filter(({ outcome, reason }) => outcome === 'unknown' && reason !== null).map(({ control }) => control),
  );
  const unknown = new Set(
    controls.flatMap(({ control, results }) =>
      results.filter(({ outcome }) => outcome === 'unknown').map((result) => resultKey(control, result)),
    ),
  );
  const judged = new Set(controls.flatMap(({ control, results }) => results.map((result) => resultKey(control, result))));
  const unseen = new Map(controls.map(({ control, unseenIn = [] }) => [control, new Set(unseenIn)]));
  const mayBeUnseen = (control: string, namespace: string): boolean => {
    const where = unseen.get(control);
    return where !== undefined && (where.has(null) || where.has(namespace));
  };
  const broken = new Set(problems.map(({ object }) => textOf(object)));
  return (key) => {
    const [control = '', kind = '', namespace = '', name = ''] = partsOf(key);
    if (blind.has(control) || unknown.has(key) || broken.has(refText({ kind, namespace: namespace || null, name }))) return false;
    return judged.has(key) || !mayBeUnseen(control, kind === 'Namespace' ? name : namespace);
  };
}

/** What to do with the open findings of a cluster now that it was judged again. */
export function findingChanges(
  open: readonly OpenFinding[],
  assessment: Pick<Assessment, 'controls' | 'problems'>,
): FindingChanges {
  const failures = failuresOf(assessment);
  const failing = new Map(failures.map((failure) => [failure.key, failure]));
  const known = new Set(open.map(({ key }) => key));
  const settled = settledIn(assessment);
  const absent = open.filter(({ key }) => !failing.has(key));
  return {
    opened: failures.filter(({ key }) => !known.has(key)),
    updated: open.flatMap(({ id, key, digest }) => {
      const failure = failing.get(key);
      return failure === undefined || failure.digest === digest ? [] : [{ id, failure }];
    }),
    closed: absent.filter(({ key }) => settled(key)).map(({ id }) => id),
    unconfirmed: absent.filter(({ key, unconfirmed }) => !settled(key) && !unconfirmed).map(({ id }) => id),
    confirmed: open.filter(({ key, unconfirmed }) => unconfirmed && failing.has(key)).map(({ id }) => id),
  };
}
