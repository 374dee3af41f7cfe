import { type Resource, type ResourceName, resourceOfKind, resources } from '../snapshot/resources.ts';
import { isMapping, type Mapping } from './mapping.ts';

export type NamedResource = Resource & { readonly name: ResourceName };

/**
 * The resource of an object by what it says of itself. Kubernetes has moved its own kinds between groups (`extensions/v1beta1`) and
 * people misspell them (`networking/v1`, or no group at all): such an object is of the resource that it means, and is refused there by
 * its version, for it must not be lost without a word. Undefined for kinds that no scan reads.
 */
export function resourceFor(apiVersion: string, kind: string): NamedResource | undefined {
  const known = resourceOfKind(apiVersion, kind);
  if (known !== undefined) return known;
  const [group = ''] = apiVersion.split('/');
  const isOwnGroup = !group.includes('.') || group.endsWith('.k8s.io');
  return isOwnGroup ? resources.find((resource) => resource.kind === kind && !resource.custom) : undefined;
}

const policyGroups = /^(policy\.networking\.k8s\.io|crd\.antrea\.io)\//;
// MultiNetworkPolicies are about networks that pods are attached to besides their own.
const otherNetworks = /^k8s\.cni\.cncf\.io\//;

/**
 * An object that decides about traffic, by its group or by its kind (`FQDNNetworkPolicy`, `ApplicationNetworkPolicy`). To be asked about
 * those that no scan reads: Antrea's, for one, rank before others.
 */
export const isPolicyKind = (apiVersion: string, kind: string): boolean =>
  !otherNetworks.test(apiVersion) && (/.NetworkPolicy$/.test(kind) || (policyGroups.test(apiVersion) && kind.endsWith('Policy')));

const podTemplateIn = (value: unknown): boolean =>
  isMapping(value) &&
  isMapping(value.template) &&
  isMapping(value.template.spec) &&
  Array.isArray(value.template.spec.containers);

/**
 * An object of a kind that no scan reads which makes pods all the same (`Rollout` of Argo, `DeploymentConfig` of OpenShift, `Service` of
 * Knative): by the template that it carries.
 */
export const makesPods = ({ spec }: Mapping): boolean =>
  podTemplateIn(spec) || (isMapping(spec) && isMapping(spec.jobTemplate) && podTemplateIn(spec.jobTemplate.spec));

/** A list whose items are not to be had: what it holds may be anything. An empty one may leave them out. */
export const isBrokenList = (kind: string, { items }: Mapping): boolean =>
  kind === 'List' && items !== undefined && items !== null;
