import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { allPorts, portsText } from '#lib/policy/ports.ts';
import { mayBeAmong } from '../absence.ts';
import { type Calling, callersFrom } from '../callers.ts';
import { type Absence, defineControl, type Evidence, fail, pass, type Result, unknown } from '../control.ts';
import { ownNamespacePolicy } from '../remediation.ts';
import { isUndecided, judgeTraffic, openingsAsEvidence, throughText } from '../traffic.ts';
import { ended, firstFew, sentence } from '../wording.ts';

const isLower = ({ environment }: NamespaceFacts): boolean => environment !== null && environment.environment !== 'production';

interface Known {
  readonly facts: Facts;
  /** By name, those of which the cluster says that they are not production. */
  readonly lower: ReadonlyMap<string, NamespaceFacts>;
  readonly noMore: Absence;
}

function evidenceOf({ lower }: Known, { environment, ref }: NamespaceFacts, { few }: Calling['through']): readonly Evidence[] {
  const told = (of: NamespaceFacts['environment'] | undefined): string => (of ? `${of.environment} by ${of.by}` : '');
  return [
    { object: ref, says: told(environment) },
    ...few.map(({ workload, ports }) => ({
      object: workload.ref,
      says: `${told(lower.get(workload.namespace)?.environment)}, gets through on ${portsText(ports)}`,
    })),
  ];
}

function judge(known: Known, workload: WorkloadFacts, namespace: NamespaceFacts, { through, doubt }: Calling): Result {
  const { traffic } = known.facts;
  const evidence = evidenceOf(known, namespace, through);
  const here = `Its namespace is production by ${namespace.environment?.by}`;
  if (through.count > 0) {
    const openings = through.few.flatMap((peer) => traffic.openings(workload, 'ingress', peer.workload, peer.ports));
    const environments = through.few.map((peer) => known.lower.get(peer.workload.namespace)?.environment?.environment);
    const [only = '', ...more] = new Set<string | undefined>(environments);
    const whose = more.length === 0 && through.few.length === through.count ? only : 'lower environments';
    return fail(workload, `${here}, yet ${throughText(through, whose)}.`, {
      evidence: firstFew([...openingsAsEvidence(openings), ...evidence]),
      ...(isUndecided(openings) ? { remediation: ownNamespacePolicy(workload, namespace) } : {}),
    });
  }
  if (doubt !== undefined) return unknown(workload, sentence(doubt), { evidence });
  return pass(workload, ended(`${here}, and nothing of a lower environment gets through`), { evidence, restsOn: known.noMore });
}

export default defineControl({
  id: 'cross-environment-reachability',
  title: 'Nothing of staging or development can connect to production',
  severity: 'critical',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  // Of one that nothing else tells of, nobody knows the environment.
  where: (name, { namespaces }) => {
    const namespace = namespaces.find((one) => one.name === name);
    return namespace === undefined || namespace.environment?.environment === 'production';
  },
  why: 'Lower environments run unfinished software, with more people and weaker passwords: a way from there into production goes around its protection.',
  fix: 'Close ingress of the production namespaces, and allow the callers that are needed by selectors that no lower environment matches.',
  satisfies: {
    'cis-2.0.1': ['5.6.1'],
    'nsa-1.2': ['network-policies', 'namespaces'],
    'owasp-k8s-2025': ['K05-ingress'],
  },
  others: 'No open scanner that we know computes it.',

  check: (facts) => {
    const lower = new Map(facts.namespaces.filter(isLower).map((namespace) => [namespace.name, namespace]));
    // A namespace that nothing but the object that was left out tells of may be one of them, too.
    const others = new Set(facts.namespaces.filter((namespace) => !isLower(namespace)).map(({ name }) => name));
    const noMore: Absence = { sorts: ['workloads', 'namespaces'], where: (name) => !others.has(name) };
    const isEmpty = [...lower.values()].every(({ workloads }) => !workloads.some(({ running }) => running));
    if (isEmpty && mayBeAmong(facts, noMore).length === 0) return [];
    const callers = callersFrom(facts, isLower);
    const unlabelled = facts.leftOut.filter(({ sort }) => sort === 'namespaces');
    return [
      ...judgeTraffic(facts, {
        direction: 'ingress',
        about: (_workload, { environment }) => environment?.environment === 'production',
        judge: (workload, namespace) => judge({ facts, lower, noMore }, workload, namespace, callers(workload, allPorts)),
      }),
      ...unlabelled.map(({ ref, clause }) => unknown(ref, `Whether it is production is not known: ${ended(clause)}`)),
    ];
  },
});
