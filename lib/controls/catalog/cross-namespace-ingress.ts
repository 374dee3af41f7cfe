import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { allPorts, commonPorts, isEmpty, isFull, portsText, portsWithout, unionOfPorts } from '#lib/policy/ports.ts';
import { type CallersFrom, type Calling, callersFrom } from '../callers.ts';
import { defineControl, fail, pass, type Result } from '../control.ts';
import { dnsPortsOf, setOfOpenPorts } from '../dns.ts';
import { ownNamespacePolicy } from '../remediation.ts';
import { isUndecided, judgeTraffic, openingsAsEvidence, peersAsEvidence, peersText, throughText } from '../traffic.ts';
import { firstFew } from '../wording.ts';

/** Who gets through today; a verdict about any pod does not depend on it. */
function today({ through, doubt }: Calling): string {
  if (through.count > 0) return `Today ${throughText(through, 'other namespaces')}.`;
  return doubt === undefined ? 'Today none gets through.' : 'Whether one gets through today is not fully known.';
}

function judge({ traffic }: Facts, callers: CallersFrom, workload: WorkloadFacts, namespace: NamespaceFacts): Result {
  const dnsPorts = dnsPortsOf(workload);
  const dns = setOfOpenPorts(dnsPorts);
  const asked = portsWithout(allPorts, dns);
  const ports = commonPorts(traffic.anyPod(workload, 'ingress'), asked);
  const calling = callers(workload, asked);
  const { through, doubt } = calling;
  const peers = peersAsEvidence(through, 'ingress');
  if (isEmpty(ports)) {
    const others = dnsPorts.length === 0 ? '' : ' on other ports than those of DNS';
    const named = `Of other namespaces only what a rule names gets through${others}`;
    const nobody = doubt === undefined ? `No workload of another namespace gets through${others}.` : `${named}.`;
    return pass(workload, through.count === 0 ? nobody : `${named}: ${peersText(through)}.`, { evidence: peers });
  }
  const openings = traffic.openings(workload, 'ingress', 'any pod', ports);
  const on = portsText(isFull(unionOfPorts([ports, dns])) ? allPorts : ports);
  return fail(workload, `Any pod of any other namespace can connect on ${on}. ${today(calling)}`, {
    evidence: firstFew([...openingsAsEvidence(openings), ...peers]),
    ...(isUndecided(openings) ? { remediation: ownNamespacePolicy(workload, namespace, dnsPorts) } : {}),
  });
}

export default defineControl({
  id: 'cross-namespace-ingress',
  title: 'From other namespaces only pods that a rule names can connect to a workload',
  severity: 'medium',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'Whoever takes over any pod of the cluster, or may start one anywhere, can attack what is open to all namespaces.',
  fix: 'Close ingress of the workload, and allow callers from other namespaces by a namespaceSelector together with a podSelector.',
  satisfies: { 'cis-2.0.1': ['5.6.1'], 'nsa-1.2': ['narrow-exceptions'], 'owasp-k8s-2025': ['K05-ingress'] },
  others: 'No open scanner that we know computes it; checks that count policies pass a rule with namespaceSelector: {}.',

  check: (facts) => {
    const callers = callersFrom(facts, () => true);
    return judgeTraffic(facts, {
      direction: 'ingress',
      judge: (workload, namespace) => judge(facts, callers, workload, namespace),
    });
  },
});
