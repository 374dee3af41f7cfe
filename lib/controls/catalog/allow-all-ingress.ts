import { judgeAllowAll } from '../allow-all.ts';
import { defineControl } from '../control.ts';

export default defineControl({
  id: 'allow-all-ingress',
  title: 'No workload that policies select still accepts everything',
  severity: 'high',
  needs: ['pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'Rules add up: one that allows everything undoes every other policy for the pods it applies to, while reports still count them as protected.',
  fix: 'Remove the rule, or narrow its from and ports to the callers that are needed.',
  satisfies: { 'nsa-1.2': ['narrow-exceptions'], 'owasp-k8s-2025': ['K05-ingress'] },
  others: 'Kubescape C-0030 and all checks that count policies pass a policy with the rule ingress: [{}].',

  check: (facts) => judgeAllowAll(facts, 'ingress'),
});
