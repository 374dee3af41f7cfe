import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { allPorts } from '#lib/policy/ports.ts';
import { defineControl, fail, notApplicable, pass, type Result } from '../control.ts';
import { closingPolicy } from '../remediation.ts';
import { judgeTraffic, openingsAsEvidence, peersAsEvidence } from '../traffic.ts';
import { counted, firstFew } from '../wording.ts';

/** Fewer than these, and a share says nothing: of two neighbours one reaches half by reaching the one that it needs. */
const fewest = 3;

function judge(
  { traffic }: Facts,
  everyone: ReturnType<Facts['traffic']['group']>,
  workload: WorkloadFacts,
  namespace: NamespaceFacts,
): Result {
  const { direct, transitive, others } = traffic.blastRadius(workload);
  if (others < fewest) return notApplicable(workload, `There are only ${counted(others, 'other workload')} to reach.`);
  const share = `${direct === 0 ? 'none' : direct} of the ${others} other workloads${direct === 0 ? '' : ` (${Math.round((direct / others) * 100)} %)`}`;
  const further = transitive > direct ? `, and over these ${transitive}` : '';
  if (direct < fewest || direct * 2 <= others) return pass(workload, `Can connect to ${share}${further}.`);
  return fail(workload, `Whoever takes it can connect to ${share}${further}.`, {
    evidence: firstFew([
      ...openingsAsEvidence(traffic.openings(workload, 'egress', 'any pod', allPorts)),
      ...peersAsEvidence(traffic.peers(workload, 'egress', everyone), 'egress'),
    ]),
    ...(workload.isolated.egress.state === 'open' ? { remediation: closingPolicy(workload, namespace, 'egress') } : {}),
  });
}

export default defineControl({
  id: 'blast-radius',
  title: 'No workload can connect to more than half of the cluster',
  severity: 'medium',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'What one taken pod can reach is what has to be searched, and rebuilt, after an intrusion.',
  fix: 'Close egress of the workload to what it needs, and ingress of the others to who needs them.',
  satisfies: { 'nsa-1.2': ['network-policies'], 'owasp-k8s-2025': ['K05-egress'] },
  others: 'No open scanner that we know computes it.',

  check: (facts) => {
    const everyone = facts.traffic.group(facts.workloads);
    return judgeTraffic(facts, {
      direction: 'egress',
      judge: (workload, namespace) => judge(facts, everyone, workload, namespace),
    });
  },
});
