import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { isSystemNamespace } from '#lib/facts/system-namespaces.ts';
import { allPorts, isFull, portsText, portsWithout, unionOfPorts } from '#lib/policy/ports.ts';
import { noneBeside } from '../absence.ts';
import { type CallersFrom, callersFrom } from '../callers.ts';
import { defineControl, fail, pass, type Result, unknown } from '../control.ts';
import { dnsPortsOf, setOfOpenPorts } from '../dns.ts';
import { ownNamespacePolicy } from '../remediation.ts';
import { strangePods } from '../strangers.ts';
import { isUndecided, judgeTraffic, peersAsEvidence, peersText } from '../traffic.ts';
import { listed, sentence } from '../wording.ts';

function judge(facts: Facts, callers: CallersFrom, workload: WorkloadFacts, namespace: NamespaceFacts): Result {
  const dnsPorts = dnsPortsOf(workload);
  const dns = setOfOpenPorts(dnsPorts);
  const closed = portsWithout(allPorts, dns);
  const calling = callers(workload, closed, { unnamed: true });
  const { whom, ports, openings, evidence } = strangePods(facts, workload, closed, calling);
  if (whom.length > 0) {
    const on = isFull(unionOfPorts([ports, dns])) ? 'all ports' : portsText(ports);
    const beyond = dnsPorts.length === 0 ? '' : `, while DNS needs only ${portsText(dns)}`;
    return fail(workload, `Lets in ${listed(whom)} on ${on}${beyond}.`, {
      evidence,
      ...(isUndecided(openings) ? { remediation: ownNamespacePolicy(workload, namespace, dnsPorts) } : {}),
    });
  }
  if (calling.doubt !== undefined) return unknown(workload, sentence(calling.doubt));
  const { through } = callers(workload, closed);
  const others = dnsPorts.length === 0 ? '' : ' on other ports than those of DNS';
  return pass(
    workload,
    through.count === 0
      ? `Nothing of a user's namespace gets through${others}.`
      : `Of users' namespaces only what a rule names by its labels gets through${others}: ${peersText(through)}.`,
    { evidence: peersAsEvidence(through, 'ingress'), restsOn: noneBeside(workload.namespace, 'workloads') },
  );
}

export default defineControl({
  id: 'system-namespace-reachable',
  title: "Nothing in Kubernetes' own namespaces can be reached by everyone, but for DNS",
  severity: 'medium',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  where: isSystemNamespace,
  why: "What runs there has far-reaching rights, and users' pods need nothing of it but name resolution: anything else may be a way to those rights.",
  fix: 'Close ingress of the system namespaces, allow DNS to everyone, and callers such as a metrics collector by their labels.',
  satisfies: { 'nsa-1.2': ['network-policies'], 'owasp-k8s-2025': ['K05-control-plane'] },
  others: 'No open scanner that we know computes it; many leave kube-system out of every network check.',

  check: (facts) => {
    const callers = callersFrom(facts, ({ name }) => !isSystemNamespace(name));
    return judgeTraffic(facts, {
      direction: 'ingress',
      about: (_workload, { name }) => isSystemNamespace(name),
      judge: (workload, namespace) => judge(facts, callers, workload, namespace),
    });
  },
});
