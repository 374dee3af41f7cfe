import type { Facts, ObjectSort, Population } from '#lib/facts/facts.ts';
import type { ObjectRef } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/** `unknown`: something needed could not be read or understood. `notApplicable`: there is nothing the control speaks about. */
export const outcomes = ['pass', 'fail', 'unknown', 'notApplicable'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * How strong the proof of a pass is: 0 vacuous, 1 the object exists, 2 it selects the workload, 3 it denies, computed,
 * 4 what enforces it is known, 5 observed or tested.
 */
export type Strength = 0 | 1 | 2 | 3 | 4 | 5;

/** One thing that a verdict rests on: an object, the place in it, and what it says there. */
export interface Evidence {
  readonly object: ObjectRef;
  /** Where in the object, as a path (`spec.ingress[0]`). */
  readonly path?: string;
  readonly says: string;
}

/** What a verdict says that there is none of: objects of these sorts, in the namespaces that `where` names. */
export interface Absence {
  readonly sorts: readonly ObjectSort[];
  readonly where: (namespace: string) => boolean;
}

/** The verdict on one resource. */
export interface Result {
  readonly resource: ObjectRef;
  readonly outcome: Outcome;
  /** One sentence that a person understands without the catalogue at hand. */
  readonly message: string;
  readonly strength?: Strength;
  readonly evidence: readonly Evidence[];
  /** What the benchmark's words alone would say, where they ask for less than the effect; `message` then tells the difference. */
  readonly literal?: 'pass' | 'fail';
  /** A manifest that would mend it, ready to apply after review. */
  readonly remediation?: string;
  /** Where something of that may be there after all, the runner says `unknown` instead. It goes no further than the runner. */
  readonly restsOn?: Absence;
}

export type FrameworkId = 'cis-2.0.1' | 'nsa-1.2' | 'owasp-k8s-2025';

export interface Control {
  readonly id: string;
  /** What holds when the control passes. */
  readonly title: string;
  readonly severity: Severity;
  /** Without these reads the control is `unknown`; an absent custom resource counts as read and empty. */
  readonly needs: readonly ResourceName[];
  /** What its results are about. Of one that could not be taken as it was given, the runner says `unknown`, unless it fails anyway. */
  readonly population: Population;
  /** Where these are; by default in all namespaces. */
  readonly where?: (namespace: string, facts: Facts) => boolean;
  readonly why: string;
  readonly fix: string;
  /** Requirements it helps to decide, by framework. */
  readonly satisfies: { readonly [Id in FrameworkId]?: readonly string[] };
  /** What other scanners report for the same situation, where they differ. */
  readonly others?: string;
  /** One result per resource of the population; no result means that there is nothing to judge. */
  readonly check: (facts: Facts) => readonly Result[];
}

export const defineControl = (control: Control): Control => control;

type Detail = Partial<Pick<Result, 'evidence' | 'literal' | 'strength' | 'remediation' | 'restsOn'>>;

const result =
  (outcome: Outcome) =>
  (of: ObjectRef | { readonly ref: ObjectRef }, message: string, detail: Detail = {}): Result => ({
    resource: 'ref' in of ? of.ref : of,
    outcome,
    message,
    evidence: [],
    ...detail,
  });

export const pass = result('pass');
export const fail = result('fail');
export const unknown = result('unknown');
export const notApplicable = result('notApplicable');
