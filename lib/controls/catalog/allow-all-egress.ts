import { judgeAllowAll } from '../allow-all.ts';
import { defineControl } from '../control.ts';

export default defineControl({
  id: 'allow-all-egress',
  title: 'No workload that policies select may still reach everything',
  severity: 'medium',
  needs: ['pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: 'Rules add up: one that allows every destination undoes every other egress policy for the pods it applies to.',
  fix: 'Remove the rule, or narrow its to and ports to the destinations that are needed.',
  satisfies: { 'nsa-1.2': ['narrow-exceptions'], 'owasp-k8s-2025': ['K05-egress'] },
  others: 'Checks that count policies pass a policy with the rule egress: [{}].',

  check: (facts) => judgeAllowAll(facts, 'egress'),
});
