import { noneIn } from '../absence.ts';
import { defineControl, fail, pass } from '../control.ts';
import { firstFew, listed, nameOf } from '../wording.ts';

export default defineControl({
  id: 'default-namespace-used',
  title: 'Nothing runs in the namespace default',
  severity: 'low',
  needs: [
    'namespaces',
    'pods',
    'services',
    'deployments.apps',
    'statefulsets.apps',
    'daemonsets.apps',
    'cronjobs.batch',
    'ingresses.networking.k8s.io',
  ],
  population: 'namespaces',
  where: (namespace) => namespace === 'default',
  why: 'Objects that are created without a namespace end up in default, mixed with unrelated ones: no policy or right can be limited to one application.',
  fix: 'Give each application a namespace of its own and move the objects there.',
  satisfies: { 'cis-2.0.1': ['5.6.4'] },

  // Policies in default protect what lands there by mistake, and the API server itself keeps the Service kubernetes.
  check: ({ namespaces, services, ingresses }) =>
    namespaces
      .filter(({ name }) => name === 'default')
      .map((namespace) => {
        const entries = [...services, ...ingresses].map(({ ref }) => ref).filter((ref) => ref.namespace === 'default');
        const own = entries.filter(({ kind, name }) => !(kind === 'Service' && name === 'kubernetes'));
        const objects = [...namespace.workloads.map(({ ref }) => ref), ...own];
        return objects.length === 0
          ? pass(namespace, 'Holds no workload, Service or Ingress of its own.', {
              strength: 3,
              restsOn: noneIn('default', 'workloads', 'templates', 'services', 'ingresses'),
            })
          : fail(namespace, `Holds ${listed(objects.map(nameOf))}.`, {
              evidence: firstFew(objects).map((object) => ({ object, path: 'metadata.namespace', says: 'default' })),
            });
      }),
});
