import { dump } from 'js-yaml';
import type { NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import type { Direction } from '#lib/policy/model.ts';
import type { Labels, ObjectRef, Protocol } from '#lib/snapshot/objects.ts';
import { nameOf } from './wording.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A manifest as text, with what its reader must know first in a comment above it. */
const manifest = (comment: string, object: Fields): string =>
  `${comment.replaceAll(/^/gm, '# ')}\n\n${dump(object, { lineWidth: -1, noRefs: true })}`;

// What controllers and injectors set anew on every rollout, pod or release: a policy that selects by it soon selects nothing.
const passing = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'app.kubernetes.io/version',
  'helm.sh/chart',
]);
const lasting = (labels: Labels): Labels => Object.fromEntries(Object.entries(labels).filter(([key]) => !passing.has(key)));

/** Applying a manifest replaces the policy of that name, so it must not be one that exists. */
function freeName(wanted: string, { policies }: NamespaceFacts): string {
  const taken = new Set(policies.map(({ ref }) => ref.name));
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}

const types = { ingress: 'Ingress', egress: 'Egress' } as const;
const dnsRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};
const hints = {
  ingress: 'Before you apply it, add a rule under spec.ingress for every caller that has to get through.',
  egress:
    'Name resolution by kube-dns stays allowed; before you apply it, add a rule under spec.egress for everything else that has to be reached.',
} as const;

const policy = (
  name: string,
  namespace: string,
  matchLabels: Labels,
  directions: readonly Direction[],
  comment: string,
): string =>
  manifest([comment, ...directions.map((direction) => hints[direction])].join('\n'), {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      podSelector: Object.keys(matchLabels).length === 0 ? {} : { matchLabels },
      policyTypes: directions.map((direction) => types[direction]),
      ...(directions.includes('egress') ? { egress: [dnsRule] } : {}),
    },
  });

/** A NetworkPolicy that closes the directions for every pod of the namespace; DNS stays allowed. */
export function defaultDenyPolicy(namespace: NamespaceFacts, directions: readonly Direction[]): string {
  const name = directions.length === 1 ? `default-deny-${directions[0]}` : 'default-deny';
  const comment = `Closes ${directions.join(' and ')} for every pod of namespace ${namespace.name}.`;
  return policy(freeName(name, namespace), namespace.name, {}, directions, comment);
}

/** A NetworkPolicy that closes one direction for the pods of one workload, by the labels that they keep. */
export function closingPolicy({ ref, labels }: WorkloadFacts, namespace: NamespaceFacts, direction: Direction): string {
  const matchLabels = lasting(labels);
  if (Object.keys(matchLabels).length === 0) return defaultDenyPolicy(namespace, [direction]);
  const comment = `Closes ${direction} for the pods of ${nameOf(ref)}, and for all others in the namespace with the same labels.`;
  const name = `isolate-${direction}-${ref.name}`.slice(0, 240);
  return policy(freeName(name, namespace), namespace.name, matchLabels, [direction], comment);
}

/** A port that stays open to everyone. */
export interface OpenPort {
  readonly protocol: Protocol;
  readonly port: number;
}

const portText = ({ protocol, port }: OpenPort): string => `${protocol} ${port}`;

/** A NetworkPolicy by which a workload, for which no policy decides, lets in only its own namespace, and everyone on some ports. */
export function ownNamespacePolicy(
  { ref, labels }: WorkloadFacts,
  namespace: NamespaceFacts,
  openPorts: readonly OpenPort[] = [],
): string {
  const matchLabels = lasting(labels);
  const isWhole = Object.keys(matchLabels).length === 0;
  const whom = isWhole
    ? `Every pod of namespace ${namespace.name}`
    : `The pods of ${nameOf(ref)}, and all others in the namespace with the same labels,`;
  const rest = openPorts.length === 0 ? '' : `, and everyone on ${openPorts.map(portText).join(' and ')}`;
  const comment = [
    `${whom} then let${isWhole ? 's' : ''} in pods of namespace ${namespace.name}${rest}.`,
    'Before you apply it, add a rule under spec.ingress for every caller from elsewhere that is needed, such as the API server for webhooks.',
  ].join('\n');
  const name = isWhole ? 'own-namespace-only' : `own-namespace-only-${ref.name}`.slice(0, 240);
  return manifest(comment, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: freeName(name, namespace), namespace: namespace.name },
    spec: {
      podSelector: isWhole ? {} : { matchLabels },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: {} }] }, ...(openPorts.length === 0 ? [] : [{ ports: openPorts }])],
    },
  });
}

/**
 * A NetworkPolicy that leaves a workload all its egress but some addresses, for one that no policy covers: where one does, its rules have
 * to be narrowed instead, since rules only add up.
 *
 * @param kept CIDRs by family, which stay closed
 */
export function egressExceptPolicy(
  { ref, labels }: WorkloadFacts,
  namespace: NamespaceFacts,
  kept: { readonly v4: readonly string[]; readonly v6: readonly string[] },
  says: string,
): string {
  const matchLabels = lasting(labels);
  const whom = Object.keys(matchLabels).length === 0 ? `every pod of namespace ${namespace.name}` : `the pods of ${nameOf(ref)}`;
  const name = `keep-from-${says.replaceAll(' ', '-')}-${ref.name}`.slice(0, 240);
  return manifest(`Leaves ${whom} all egress but that to ${says}. Narrow it further to what is needed.`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: freeName(name, namespace), namespace: namespace.name },
    spec: {
      podSelector: Object.keys(matchLabels).length === 0 ? {} : { matchLabels },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            { namespaceSelector: {} },
            { ipBlock: { cidr: '0.0.0.0/0', except: kept.v4 } },
            { ipBlock: { cidr: '::/0', except: kept.v6 } },
          ],
        },
      ],
    },
  });
}

/** The fields of an object to change, for `kubectl patch --patch-file`; applying it instead would drop the fields that it does not name. */
export function patch(apiVersion: string, { kind, namespace, name }: ObjectRef, spec: Fields, comment: string): string {
  const command = `kubectl patch ${kind.toLowerCase()} ${name}${namespace === null ? '' : ` --namespace ${namespace}`} --patch-file FILE`;
  return manifest(`${comment}\nReview it, then: ${command}`, {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    spec,
  });
}
