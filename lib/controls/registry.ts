import allowAllEgress from './catalog/allow-all-egress.ts';
import allowAllIngress from './catalog/allow-all-ingress.ts';
import apiServerEgress from './catalog/api-server-egress.ts';
import blastRadius from './catalog/blast-radius.ts';
import broadPolicyWriters from './catalog/broad-policy-writers.ts';
import cloudMetadataEgress from './catalog/cloud-metadata-egress.ts';
import cniNotEnforcing from './catalog/cni-not-enforcing.ts';
import crossEnvironmentReachability from './catalog/cross-environment-reachability.ts';
import crossNamespaceIngress from './catalog/cross-namespace-ingress.ts';
import dataStoreReachable from './catalog/data-store-reachable.ts';
import defaultNamespaceUsed from './catalog/default-namespace-used.ts';
import egressNotIsolated from './catalog/egress-not-isolated.ts';
import exposedAndUnsegmented from './catalog/exposed-and-unsegmented.ts';
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
import peerSelectsNothing from './catalog/peer-selects-nothing.ts';
import policySelectsNothing from './catalog/policy-selects-nothing.ts';
import redundantPolicy from './catalog/redundant-policy.ts';
import shadowedRule from './catalog/shadowed-rule.ts';
import systemNamespaceReachable from './catalog/system-namespace-reachable.ts';
import unresolvedNamedPort from './catalog/unresolved-named-port.ts';
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
  crossNamespaceIngress,
  crossEnvironmentReachability,
  systemNamespaceReachable,
  dataStoreReachable,
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
  exposedAndUnsegmented,
  broadPolicyWriters,
  policySelectsNothing,
  peerSelectsNothing,
  unresolvedNamedPort,
  shadowedRule,
  redundantPolicy,
  defaultNamespaceUsed,
];

const byId = new Map(controls.map((control) => [control.id, control]));

/** Undefined for an id that the catalogue does not have. */
export const controlOf = (id: string): Control | undefined => byId.get(id);
