import { defineControl, fail, notApplicable, pass } from '../control.ts';
import { patch } from '../remediation.ts';
import { listed } from '../wording.ts';

const hostText = (host: string): string => (host === '*' ? 'every host name' : host);

export default defineControl({
  id: 'ingress-without-tls',
  title: 'Every Ingress serves all its hosts with TLS',
  severity: 'high',
  needs: ['ingresses.networking.k8s.io'],
  population: 'ingresses',
  why: 'What an Ingress serves without TLS crosses the internet readable, passwords and session cookies included.',
  fix: 'Add the hosts to spec.tls with a Secret that holds their certificate; cert-manager can issue and renew it.',
  satisfies: { 'nsa-1.2': ['traffic-encryption'] },

  check: ({ ingresses }) =>
    ingresses.map((ingress) => {
      const { ref, hosts, hostsWithoutTls } = ingress;
      if (hosts.length === 0) return notApplicable(ingress, 'Has neither rules nor a default backend, so it serves nothing.');
      if (hostsWithoutTls.length === 0) return pass(ingress, `Serves ${listed(hosts.map(hostText))} with TLS.`, { strength: 3 });
      const names = hostsWithoutTls.filter((host) => host !== '*');
      return fail(ingress, `Serves ${listed(hostsWithoutTls.map(hostText))} without TLS.`, {
        evidence: [{ object: ref, path: 'spec.tls', says: `does not name ${hostsWithoutTls.map(hostText).join(', ')}` }],
        remediation: patch(
          'networking.k8s.io/v1',
          ref,
          { tls: [{ ...(names.length === hostsWithoutTls.length ? { hosts: names } : {}), secretName: `${ref.name}-tls` }] },
          `Needs the Secret ${ref.name}-tls with a certificate for these hosts. The list replaces spec.tls: repeat the entries that it already has.`,
        ),
      });
    }),
});
