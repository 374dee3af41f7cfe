import type { ResourceName } from '#lib/snapshot/resources.ts';
import { refOfProblem, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { LeftOut, Population } from './facts.ts';

/** Policies are not here: whatever a policy that is left out may do is in doubt wherever it may apply. */
const populations: { readonly [Name in ResourceName]?: Population } = {
  namespaces: 'namespaces',
  pods: 'workloads',
  services: 'services',
  'ingresses.networking.k8s.io': 'ingresses',
  'roles.rbac.authorization.k8s.io': 'rights',
  'rolebindings.rbac.authorization.k8s.io': 'rights',
  'clusterroles.rbac.authorization.k8s.io': 'rights',
  'clusterrolebindings.rbac.authorization.k8s.io': 'rights',
};

/** On a live cluster pods are the truth, and what makes them opens no connection. */
const templates: { readonly [Name in ResourceName]?: Population } = {
  replicationcontrollers: 'workloads',
  'deployments.apps': 'workloads',
  'statefulsets.apps': 'workloads',
  'daemonsets.apps': 'workloads',
  'replicasets.apps': 'workloads',
  'jobs.batch': 'workloads',
  'cronjobs.batch': 'workloads',
};

/** What was there and could not be judged, because it could not be taken as it was given. */
export const leftOutOf = ({ origin, problems }: Snapshot): readonly LeftOut[] =>
  problems.flatMap((problem) => {
    const { resource, message } = problem;
    if (resource === undefined) return [];
    const population = populations[resource] ?? (origin === 'manifests' ? templates[resource] : undefined);
    return population === undefined ? [] : [{ population, ref: refOfProblem(problem, resource), says: message }];
  });
