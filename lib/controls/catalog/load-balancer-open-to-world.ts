import { defineControl, fail, pass } from '../control.ts';
import { patch } from '../remediation.ts';
import { listed } from '../wording.ts';

export default defineControl({
  id: 'load-balancer-open-to-world',
  title: 'No load balancer lets the whole internet in',
  severity: 'high',
  needs: ['services'],
  population: 'services',
  why: 'A load balancer without source ranges takes connections from everywhere, past Ingress, its TLS and its access rules.',
  fix: "Set loadBalancerSourceRanges, make the load balancer internal by your cloud's annotation, or put the Service behind an Ingress.",
  satisfies: { 'nsa-1.2': ['exposed-services'], 'owasp-k8s-2025': ['K06-published-services'] },

  check: ({ services }) =>
    services
      .filter(({ type }) => type === 'LoadBalancer')
      .map((service) => {
        const { ref, reach, why, ports, sourceRanges, backends } = service;
        const evidence = [
          { object: ref, path: 'spec.loadBalancerSourceRanges', says: sourceRanges.join(', ') || 'absent' },
          { object: ref, says: why },
        ];
        if (reach !== 'world') return pass(service, `Not open to the internet: ${why}.`, { strength: 3, evidence });
        const on = listed(ports.map(({ port, protocol }) => `${protocol} ${port}`));
        const to = backends.length === 0 ? '' : ` and leads to ${listed(backends)}`;
        return fail(service, `Open to the internet on ${on}${to}: ${why}.`, {
          evidence,
          remediation: patch(
            'v1',
            ref,
            { loadBalancerSourceRanges: ['203.0.113.0/24'] },
            'Put the addresses of your callers in the place of the example range.',
          ),
        });
      }),
});
