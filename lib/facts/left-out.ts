import { refText } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { gapsOf, isUnrecognized, type Problem, refOfProblem, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { LeftOut, ObjectSort } from './facts.ts';

/** Policies are not here: whatever a policy that is left out may do is in doubt wherever it may apply. */
const sorts: { readonly [Name in ResourceName]?: ObjectSort } = {
  namespaces: 'namespaces',
  nodes: 'nodes',
  pods: 'workloads',
  services: 'services',
  'ingresses.networking.k8s.io': 'ingresses',
  'gateways.gateway.networking.k8s.io': 'routes',
  'httproutes.gateway.networking.k8s.io': 'routes',
  'grpcroutes.gateway.networking.k8s.io': 'routes',
  'tlsroutes.gateway.networking.k8s.io': 'routes',
  'tcproutes.gateway.networking.k8s.io': 'routes',
  'udproutes.gateway.networking.k8s.io': 'routes',
  'referencegrants.gateway.networking.k8s.io': 'routes',
  'gateways.networking.istio.io': 'routes',
  'virtualservices.networking.istio.io': 'routes',
  'routes.route.openshift.io': 'routes',
  'roles.rbac.authorization.k8s.io': 'rights',
  'rolebindings.rbac.authorization.k8s.io': 'rights',
  'clusterroles.rbac.authorization.k8s.io': 'rights',
  'clusterrolebindings.rbac.authorization.k8s.io': 'rights',
};

/** In manifests they stand for their pods. On a live cluster pods are the truth, and what makes them opens no connection. */
const templates = new Set<ResourceName>([
  'replicationcontrollers',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'jobs.batch',
  'cronjobs.batch',
]);

function leftOut(origin: Snapshot['origin'], problem: Problem): readonly LeftOut[] {
  const { object, resource, message } = problem;
  if (isUnrecognized(problem)) {
    const ref = { kind: 'Manifest', namespace: null, name: object };
    return [
      {
        sort: 'anything',
        ref,
        why: message,
        says: `What it holds is not known: it ${message}`,
        clause: `what ${object} holds is not known: it ${message}`,
      },
    ];
  }
  if (resource === undefined) return [];
  const sort = sorts[resource] ?? (templates.has(resource) ? (origin === 'manifests' ? 'workloads' : 'templates') : undefined);
  if (sort === undefined) return [];
  const ref = refOfProblem(problem, resource);
  const says = `could not be taken as it was given: ${message}`;
  return [{ sort, ref, why: message, says: `It ${says}`, clause: `${refText(ref)} ${says}` }];
}

/** What was there, or may have been, and could not be judged, because it could not be taken as it was given. */
export const leftOutOf = ({ origin, problems }: Snapshot): readonly LeftOut[] =>
  gapsOf(problems).flatMap((problem) => leftOut(origin, problem));
