import allowAllEgress from './catalog/allow-all-egress.ts';
import allowAllIngress from './catalog/allow-all-ingress.ts';
import apiServerEgress from './catalog/api-server-egress.ts';
import blastRadius from './catalog/blast-radius.ts';
import broadPolicyWriters from './catalog/broad-policy-writers.ts';
import cloudMetadataEgress from './catalog/cloud-metadata-egress.ts';
import cniNotEnforcing from './catalog/cni-not-enforcing.ts';
import defaultNamespaceUsed from './catalog/default-namespace-used.ts';
import egressNotIsolated from './catalog/egress-not-isolated.ts';
import externalIps from './catalog/external-ips.ts';
import hostNetworkPod from './catalog/host-network-pod.ts';
import hostPort from './catalog/host-port.ts';
import ingressNotIsolated from './catalog/ingress-not-isolated.ts';
import ingressWithoutTls from './catalog/ingress-without-tls.ts';
import internetEgress from './catalog/internet-egress.ts';
import loadBalancerOpenToWorld from './catalog/load-balancer-open-to-world.ts';
import namespaceWithoutDefaultDeny from './catalog/namespace-without-default-deny.ts';
import namespaceWithoutPolicy from './catalog/namespace-without-policy.ts';
import nodePortService from './catalog/node-port-service.ts';
import policySelectsNothing from './catalog/policy-selects-nothing.ts';
import type { Control } from './control.ts';

/** The catalogue, in the order in which pages and reports list it. A test holds it to the folder. */
export const controls: readonly Control[] = [
  cniNotEnforcing,
  namespaceWithoutPolicy,
  namespaceWithoutDefaultDeny,
  ingressNotIsolated,
  egressNotIsolated,
  allowAllIngress,
  allowAllEgress,
  cloudMetadataEgress,
  internetEgress,
  apiServerEgress,
  blastRadius,
  hostNetworkPod,
  hostPort,
  loadBalancerOpenToWorld,
  externalIps,
  nodePortService,
  ingressWithoutTls,
  broadPolicyWriters,
  policySelectsNothing,
  defaultNamespaceUsed,
];

const byId = new Map(controls.map((control) => [control.id, control]));

/** Undefined for an id that the catalogue does not have. */
export const controlOf = (id: string): Control | undefined => byId.get(id);
