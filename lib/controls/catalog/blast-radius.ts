import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import type { WorkloadGroup } from '#lib/facts/traffic.ts';
import { allPorts, isEmpty, portsWithout } from '#lib/policy/ports.ts';
import { mayBeAmong, noneAnywhere } from '../absence.ts';
import { defineControl, fail, notApplicable, pass, type Result } from '../control.ts';
import { dnsPortsOf, setOfOpenPorts } from '../dns.ts';
import { closingPolicy } from '../remediation.ts';
import { judgeTraffic, openingsAsEvidence, peersAsEvidence } from '../traffic.ts';
import { counted, firstFew } from '../wording.ts';

/** Fewer than these, and a share says nothing: of two neighbours one reaches half by reaching the one that it needs. */
const fewest = 3;

const isWide = (direct: number, others: number): boolean => direct >= fewest && direct * 2 > others;

const noMore = noneAnywhere('workloads');

interface Groups {
  readonly everyone: WorkloadGroup;
  /** Name resolution, which is there for everyone. */
  readonly dns: WorkloadGroup;
  /** Number of workloads that were left out: others that it may or may not reach. */
  readonly lost: number;
}

function judge({ traffic }: Facts, { everyone, dns, lost }: Groups, workload: WorkloadFacts, namespace: NamespaceFacts): Result {
  const reached = traffic.blastRadius(workload);
  const asked = traffic
    .peers(workload, 'egress', dns)
    .few.filter((peer) => isEmpty(portsWithout(peer.ports, setOfOpenPorts(dnsPortsOf(peer.workload))))).length;
  const [direct, others] = [reached.direct - asked, reached.others - asked];
  const transitive = reached.transitive - asked;
  if (others < fewest)
    return notApplicable(workload, `There are only ${counted(others, 'other workload')} to reach.`, { restsOn: noMore });
  const beside = asked === 0 ? '' : ' beside name resolution';
  const share = `${direct === 0 ? 'none' : direct} of the ${others} other workloads${beside}${direct === 0 ? '' : ` (${Math.round((direct / others) * 100)} %)`}`;
  const further = transitive > direct ? `, and over these ${transitive}` : '';
  if (!isWide(direct, others))
    return pass(workload, `Can connect to ${share}${further}.`, isWide(direct + lost, others + lost) ? { restsOn: noMore } : {});
  return fail(workload, `Whoever takes it can connect to ${share}${further}.`, {
    evidence: firstFew([
      ...openingsAsEvidence(traffic.openings(workload, 'egress', 'any pod', allPorts)),
      ...peersAsEvidence(traffic.peers(workload, 'egress', everyone), 'egress'),
    ]),
    ...(isWide(direct, others + lost) ? {} : { restsOn: noMore }),
    ...(workload.isolated.egress.state === 'open' ? { remediation: closingPolicy(workload, namespace, 'egress') } : {}),
  });
}

export default defineControl({
  id: 'blast-radius',
  title: 'No workload can connect to more than half of the cluster',
  severity: 'medium',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'What one compromised pod can reach has to be searched, and perhaps rebuilt, after an intrusion.',
  fix: 'Close egress of the workload to what it needs, and ingress of the others to who needs them.',
  satisfies: { 'nsa-1.2': ['network-policies'], 'owasp-k8s-2025': ['K05-egress'] },
  others: 'No open scanner that we know computes it.',

  check: (facts) => {
    const groups = {
      everyone: facts.traffic.group(facts.workloads),
      dns: facts.traffic.group(facts.workloads.filter((workload) => dnsPortsOf(workload).length > 0)),
      lost: mayBeAmong(facts, noMore).length,
    };
    return judgeTraffic(facts, {
      direction: 'egress',
      judge: (workload, namespace) => judge(facts, groups, workload, namespace),
    });
  },
});
