import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import type { Opening, TrafficPeers } from '#lib/facts/traffic.ts';
import type { Direction } from '#lib/policy/model.ts';
import { portsText } from '#lib/policy/ports.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type Evidence, notApplicable, type Result, unknown } from './control.ts';
import { effective } from './effective.ts';
import { beyondPolicies } from './isolation.ts';
import { counted, ended, firstFew, listed } from './wording.ts';

/** What a control asks of computed traffic. */
export interface TrafficQuestion {
  readonly direction: Direction;
  /** Whether the control speaks about a running workload, or why that is not known; by default it does. */
  readonly about?: (workload: WorkloadFacts, namespace: NamespaceFacts) => boolean | { readonly doubt: string };
  /** As the policies stand: pass, fail, or unknown and not applicable for reasons of its own. */
  readonly judge: (workload: WorkloadFacts, namespace: NamespaceFacts) => Result;
}

/** What may make the verdict another one; rules of NetworkPolicies only add up, so one more of them closes nothing that others cover. */
function doubtAbout(
  { outcome }: Result,
  workload: WorkloadFacts,
  namespace: NamespaceFacts,
  direction: Direction,
): string | undefined {
  const covered = workload.isolated[direction].state === 'isolated';
  const mayMatter = outcome === 'fail' && covered ? beyondPolicies(namespace) : namespace.unknown;
  return mayMatter[0] ?? (outcome === 'pass' ? workload.partial[direction][0] : undefined);
}

function judged(workload: WorkloadFacts, namespace: NamespaceFacts, { direction, judge }: TrafficQuestion): Result {
  if (workload.hostNetwork) {
    return notApplicable(
      workload,
      "Its pods use the node's network, where no policy applies to them; host-network-pod judges that.",
    );
  }
  const result = judge(workload, namespace);
  if (result.outcome === 'notApplicable' || result.outcome === 'unknown') return result;
  const doubt = doubtAbout(result, workload, namespace, direction);
  if (doubt === undefined) return result;
  const seems = result.message.replace(/\.$/, '');
  return unknown(workload, `As far as can be told: ${seems}; but ${ended(doubt)}`, { evidence: result.evidence });
}

/**
 * One verdict for every running workload that the control speaks about: by what policies let through, as far as that is known, and as far
 * as anything puts policies into force.
 */
export const judgeTraffic = (facts: Facts, question: TrafficQuestion): readonly Result[] =>
  facts.namespaces.flatMap((namespace) =>
    namespace.workloads.flatMap((workload) => {
      const about = workload.running && (question.about?.(workload, namespace) ?? true);
      if (about === false) return [];
      const result = effective(judged(workload, namespace, question), facts);
      // What fails fails only if the control speaks about it at all.
      return about === true || result.outcome !== 'fail' ? result : unknown(workload, ended(about.doubt));
    }),
  );

/** The rules that open the hole, each once, as evidence. */
export const openingsAsEvidence = (openings: readonly Opening[]): readonly Evidence[] =>
  firstFew([...new Map(openings.map((opening) => [JSON.stringify(opening), opening])).values()]);

/** Who gets through, the first few, as evidence. */
export const peersAsEvidence = ({ few }: TrafficPeers, direction: Direction): readonly Evidence[] =>
  few.map(({ workload, ports }) => ({
    object: workload.ref,
    says: `${direction === 'ingress' ? 'gets through' : 'is reached'} on ${portsText(ports)}`,
  }));

/** `12 workloads, among them Deployment dev/curl and Pod dev/debug`. */
export function peersText({ count, few }: TrafficPeers): string {
  const names = few.map(({ workload }) => refText(workload.ref));
  const how = counted(count, 'workload');
  return count <= 3 ? listed(names) : `${how}, among them ${listed(names.slice(0, 2))}`;
}

/** Whether traffic gets through only because no policy decides about it: then another policy closes it, else a rule has to be changed. */
export const isUndecided = (openings: readonly Opening[]): boolean => openings.every(({ path }) => path === undefined);

/** `1 workload of staging gets through: Deployment dev/curl`. */
export function throughText({ count, few }: TrafficPeers, whose: string): string {
  const names = few.map(({ workload }) => refText(workload.ref));
  const which = count <= 3 ? `: ${listed(names)}` : `, among them ${listed(names.slice(0, 2))}`;
  return `${counted(count, 'workload')} of ${whose} ${count === 1 ? 'gets' : 'get'} through${which}`;
}
