import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';

/** What looks like the pods that carry the traffic of Ingresses and routes. */
export interface Controllers {
  /** All that look like a controller, by workload, those included that only set up load balancers outside. */
  readonly workloads: readonly string[];
  /** The classes whose pods carry traffic themselves. */
  readonly carrying: readonly number[];
  /** None is known among the pods, or it has no address of the pod network: its traffic may come from any address. */
  readonly mayBeOutside: boolean;
}

// By the labels that the projects' own charts and manifests set.
const carriers = new Set([
  'ingress-nginx',
  'nginx-ingress',
  'traefik',
  'haproxy-ingress',
  'kubernetes-ingress',
  'contour',
  'kong',
  'emissary-ingress',
  'router',
]);
const managers = new Set(['aws-load-balancer-controller']);

const nameKeys = ['app.kubernetes.io/name', 'app', 'k8s-app'];
const named =
  (names: ReadonlySet<string>) =>
  ({ labels }: PodClass) =>
    nameKeys.some((key) => names.has(labels[key] ?? ''));

export function controllersOf({ classes }: Engine): Controllers {
  const [carries, manages] = [named(carriers), named(managers)];
  const carrying = classes.filter(carries);
  return {
    workloads: [...new Set(classes.filter((one) => carries(one) || manages(one)).map(({ workload }) => workload.id))],
    carrying: carrying.map(({ index }) => index),
    mayBeOutside: carrying.length === 0 || carrying.some(({ hostNetwork }) => hostNetwork) || classes.some(manages),
  };
}
