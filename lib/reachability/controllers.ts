import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';

/** What looks like the pods that carry the traffic of Ingresses and routes. */
export interface Controllers {
  /** All that look like a controller, by workload, those included that only set up load balancers outside. */
  readonly workloads: readonly string[];
  /** The classes whose pods carry traffic themselves. */
  readonly carrying: readonly number[];
  /** No controller is known among the pods, or it has no address of the pod network: its traffic may come from any address. */
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
/** Proxies that carry traffic of Gateways, of meshes, or of controllers that stand aside. That one is there says nothing of others. */
const proxies = new Set(['envoy', 'istio-ingressgateway', 'istio-ingress', 'nginx-gateway', 'nginx-gateway-fabric']);
// On whatever an implementation makes of a Gateway: https://gateway-api.sigs.k8s.io/geps/gep-1762/
const ofGateway = 'gateway.networking.k8s.io/gateway-name';

const nameKeys = ['app.kubernetes.io/name', 'app', 'k8s-app'];
const named =
  (names: ReadonlySet<string>) =>
  ({ labels }: PodClass) =>
    nameKeys.some((key) => names.has(labels[key] ?? ''));

export function controllersOf({ classes }: Engine): Controllers {
  const [carries, manages, isProxy] = [named(carriers), named(managers), named(proxies)];
  const carrying = classes.filter(carries);
  const passing = classes.filter((one) => carries(one) || isProxy(one) || Object.hasOwn(one.labels, ofGateway));
  const known = [...passing, ...classes.filter(manages)];
  return {
    workloads: [...new Set(known.map(({ workload }) => workload.id))],
    carrying: passing.map(({ index }) => index),
    mayBeOutside: carrying.length === 0 || carrying.some(({ hostNetwork }) => hostNetwork) || classes.some(manages),
  };
}
