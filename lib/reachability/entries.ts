import type { Warning } from '#lib/policy/backends.ts';
import { type PortSet, portsOf } from '#lib/policy/ports.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { podPorts } from './connections.ts';
import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';
import type { Ports } from './port-sets.ts';

/** The name under which what Ingresses and routes let in is listed. */
export const ingressController = 'ingress-controller';

export interface Entries {
  /** Ports on which the ingress controller reaches a class: what backends want, as far as policies let a pod from elsewhere through. */
  readonly portsInto: (member: number) => Ports;
  readonly warnings: readonly Warning[];
}

const declares = ({ ports }: PodClass, wanted: number | string): PortSet | undefined => {
  const found = ports.find(
    ({ name, containerPort, protocol }) =>
      protocol === 'TCP' && (typeof wanted === 'string' ? name === wanted : containerPort === wanted),
  );
  return found === undefined ? undefined : portsOf('TCP', { from: found.containerPort, to: found.containerPort });
};

// By the labels that the projects' own charts and manifests set.
const controllerNames = new Set(
  [
    'ingress-nginx',
    'nginx-ingress',
    'traefik',
    'haproxy-ingress',
    'kubernetes-ingress',
    'contour',
    'kong',
    'emissary-ingress',
  ].concat(['router', 'aws-load-balancer-controller']),
);

/** Workloads that look like the real controller: it is a pod with a name and a namespace of its own, and policies may treat it as such. */
function realControllers({ classes }: Engine): readonly string[] {
  const found = classes.filter(({ labels }) =>
    ['app.kubernetes.io/name', 'app', 'k8s-app'].some((key) => controllerNames.has(labels[key] ?? '')),
  );
  return [...new Set(found.map(({ workload }) => workload.id))];
}

export function entriesOf(engine: Engine): Entries {
  const { model, classes, ports, verdict } = engine;
  const stranger = classes.length;
  const wanted = new Map<number, Ports>();
  const warnings: Warning[] = [];
  const inNamespace = Map.groupBy(classes, ({ namespace }) => namespace.name);
  for (const { entry, service, selector, port } of model.backends) {
    const labels = Object.entries(selector);
    const behind = (inNamespace.get(service.namespace) ?? []).filter((one) =>
      labels.every(([key, value]) => one.labels[key] === value),
    );
    const serving = behind.flatMap((one) => {
      const declared = declares(one, port);
      return declared === undefined ? [] : [{ index: one.index, declared: ports.of(declared) }];
    });
    for (const { index, declared } of serving) wanted.set(index, ports.union(wanted.get(index) ?? ports.none, declared));
    if (serving.length === 0) {
      const why = behind.length === 0 ? 'selects no pod' : `leads to TCP ${port}, which its pods do not declare`;
      warnings.push({ object: refText(entry), message: `${refText(service)}, which it sends traffic to, ${why}` });
    }
  }
  const controllers = model.backends.length === 0 ? [] : realControllers(engine);
  if (controllers.length > 0) {
    const which = controllers.join(', ');
    warnings.push({
      object: ingressController,
      message: `the controller seems to be ${which}: what it can reach as a pod is listed under that name, and may differ`,
    });
  }
  return {
    portsInto: (member) => {
      const on = wanted.get(member) ?? ports.none;
      return on === ports.none ? on : ports.common(on, podPorts(engine, verdict(member, 'ingress'), stranger));
    },
    warnings,
  };
}
