import { defineControl } from '../control.ts';
import { judgeIsolation } from '../isolation.ts';

export default defineControl({
  id: 'egress-not-isolated',
  title: 'Every workload is isolated for egress',
  severity: 'medium',
  needs: ['pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'A pod that no policy selects for egress can reach every other pod, cloud metadata and the internet: the ways to move on and to carry data out.',
  fix: 'Add a NetworkPolicy with an empty podSelector and policyTypes: [Egress] to the namespace, then allow DNS and the peers that are needed.',
  satisfies: { 'nsa-1.2': ['network-policies'], 'owasp-k8s-2025': ['K05-egress'] },
  others: 'Kubescape C-0030 passes a workload that a policy selects for ingress alone.',

  check: (facts) => judgeIsolation(facts, 'egress'),
});
