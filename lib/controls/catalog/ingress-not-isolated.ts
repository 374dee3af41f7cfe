import { defineControl } from '../control.ts';
import { judgeIsolation } from '../isolation.ts';

export default defineControl({
  id: 'ingress-not-isolated',
  title: 'Every workload is isolated for ingress',
  severity: 'high',
  needs: ['pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'A pod that no policy selects for ingress accepts traffic from every pod in the cluster, so one compromised pod can attack it.',
  fix: 'Add a NetworkPolicy with an empty podSelector and policyTypes: [Ingress] to the namespace, then allow the callers that are needed.',
  satisfies: { 'nsa-1.2': ['network-policies'], 'owasp-k8s-2025': ['K05-ingress'] },
  others:
    'Kubescape C-0030 passes a workload that any policy selects in either direction, and overlooks selectors made of matchExpressions.',

  check: (facts) => judgeIsolation(facts, 'ingress'),
});
