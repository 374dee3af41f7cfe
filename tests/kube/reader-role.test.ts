import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Resource, resources } from '#lib/snapshot/resources.ts';

// deploy/reader.yaml grants what a scan reads. This holds the two together.

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly roleRef?: unknown;
  readonly subjects?: unknown;
}

const manifests: readonly Manifest[] = parseAllDocuments(readFileSync('deploy/reader.yaml', 'utf8')).map((document) =>
  document.toJS(),
);
const role = manifests.find(({ kind }) => kind === 'ClusterRole');
const rows: readonly Resource[] = resources;

/** `verbs resource.group name`, one line for each thing that may be done. */
const grants = (role?.rules ?? []).flatMap(({ apiGroups, resources: plurals, resourceNames = ['*'], verbs }) =>
  apiGroups.flatMap((group) =>
    plurals.flatMap((plural) => resourceNames.map((name) => `${verbs.join(',')} ${plural}.${group} ${name}`)),
  ),
);

/** Rights that Calico's own API server asks for; there is nothing to read under these names. */
const calicoTiers = ['networkpolicies', 'globalnetworkpolicies', 'stagednetworkpolicies', 'stagedglobalnetworkpolicies'].map(
  (plural) => `get,list tier.${plural}.projectcalico.org *`,
);

test('the ClusterRole grants what a scan reads and nothing else', () => {
  const needed = rows.flatMap(({ plural, group, only }) =>
    only === undefined
      ? [`get,list ${plural}.${group} *`]
      : [...new Set(only.map((path) => path.split('/')[1]))].map((name) => `get ${plural}.${group} ${name}`),
  );
  expect(grants.toSorted()).toEqual([...needed, ...calicoTiers].toSorted());
});

test('the ClusterRole names no Secrets, no wildcards and nothing but reading', () => {
  const rules = role?.rules ?? [];
  expect([...new Set(rules.flatMap(({ verbs }) => verbs))].toSorted()).toEqual(['get', 'list']);
  expect(
    rules.flatMap(({ resources: plurals, apiGroups }) => [...plurals, ...apiGroups]).filter((word) => /secret|\*/.test(word)),
  ).toEqual([]);
});

test('the binding gives the role to the service account', () => {
  const account = manifests.find(({ kind }) => kind === 'ServiceAccount');
  const binding = manifests.find(({ kind }) => kind === 'ClusterRoleBinding');
  expect(binding?.roleRef).toEqual({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role?.metadata.name });
  expect(binding?.subjects).toEqual([
    { kind: 'ServiceAccount', name: account?.metadata.name, namespace: account?.metadata.namespace },
  ]);
});
