import type { KubeObject, Service, ServicePort } from '../objects.ts';
import {
  type Fields,
  labels,
  list,
  mapping,
  nonEmpty,
  optional,
  optionalMapping,
  optionalPort,
  optionalText,
  port,
  portOrName,
  refuse,
  texts,
} from './fields.ts';
import { protocol } from './pods.ts';

const isServiceType = (value: string): value is Service['type'] =>
  value === 'ClusterIP' || value === 'NodePort' || value === 'LoadBalancer' || value === 'ExternalName';

function serviceType(value: unknown): Service['type'] {
  const type = optionalText(value, 'spec.type') ?? 'ClusterIP';
  return isServiceType(type) ? type : refuse('spec.type', type, 'ClusterIP, NodePort, LoadBalancer or ExternalName');
}

function servicePort(value: unknown, path: string): ServicePort {
  const fields = mapping(value, path);
  return {
    ...optional('name', optionalText(fields.name, `${path}.name`)),
    port: port(fields.port, `${path}.port`),
    protocol: protocol(fields.protocol, `${path}.protocol`),
    ...optional('targetPort', portOrName(fields.targetPort, `${path}.targetPort`)),
    ...optional('nodePort', optionalPort(fields.nodePort, `${path}.nodePort`)),
  };
}

function loadBalancerIngress(raw: Fields): readonly string[] {
  const status = optionalMapping(raw.status, 'status');
  const balancer = optionalMapping(status.loadBalancer, 'status.loadBalancer');
  return list(balancer.ingress, 'status.loadBalancer.ingress').flatMap((item, index) => {
    const path = `status.loadBalancer.ingress[${index}]`;
    const entry = mapping(item, path);
    const address = optionalText(entry.ip, `${path}.ip`) ?? optionalText(entry.hostname, `${path}.hostname`);
    return address === undefined ? [] : [address];
  });
}

export function service(head: KubeObject, raw: Fields): Service {
  const spec = mapping(raw.spec, 'spec');
  const single = optionalText(spec.clusterIP, 'spec.clusterIP');
  const clusterIPs = nonEmpty(texts(spec.clusterIPs, 'spec.clusterIPs')) ?? (single ? [single] : undefined);
  return {
    ...head,
    type: serviceType(spec.type),
    ...optional('selector', labels(spec.selector, 'spec.selector')),
    ports: list(spec.ports, 'spec.ports').map((item, index) => servicePort(item, `spec.ports[${index}]`)),
    ...optional('clusterIPs', clusterIPs),
    ...optional('externalIPs', nonEmpty(texts(spec.externalIPs, 'spec.externalIPs'))),
    ...optional('externalName', optionalText(spec.externalName, 'spec.externalName')),
    ...optional('loadBalancerSourceRanges', nonEmpty(texts(spec.loadBalancerSourceRanges, 'spec.loadBalancerSourceRanges'))),
    ...optional('loadBalancerIngress', nonEmpty(loadBalancerIngress(raw))),
    ...(spec.allocateLoadBalancerNodePorts === false ? { nodePortsAllocated: false } : {}),
  };
}
