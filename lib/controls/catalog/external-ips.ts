import { defineControl, fail, pass } from '../control.ts';
import { patch } from '../remediation.ts';
import { listed } from '../wording.ts';

export default defineControl({
  id: 'external-ips',
  title: 'No Service claims external addresses',
  severity: 'high',
  needs: ['services'],
  population: 'services',
  why: 'Nodes take traffic for any address that a Service claims: it opens a way in, and whoever may write Services can intercept what others send there (CVE-2020-8554).',
  fix: 'Remove externalIPs and publish the Service through a load balancer, an Ingress or a Gateway.',
  satisfies: { 'nsa-1.2': ['exposed-services'], 'owasp-k8s-2025': ['K06-published-services'] },

  check: ({ services }) =>
    services
      .filter(({ type }) => type !== 'ExternalName')
      .map((service) =>
        service.externalIPs.length === 0
          ? pass(service, 'Claims no external address.', { strength: 3 })
          : fail(service, `Claims ${listed(service.externalIPs)} on every node.`, {
              evidence: [{ object: service.ref, path: 'spec.externalIPs', says: service.externalIPs.join(', ') }],
              remediation: patch(
                'v1',
                service.ref,
                { externalIPs: [] },
                'Gives up the addresses; publish the Service in another way before you do, if outsiders need it.',
              ),
            }),
      ),
});
