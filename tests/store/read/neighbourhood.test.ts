import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explained } from '#lib/assess/explained.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { engineOf } from '#lib/reachability/engine.ts';
import { ingressController } from '#lib/reachability/entries.ts';
import { explain } from '#lib/reachability/explain.ts';
import { endsNamed } from '#lib/reachability/peers.ts';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Store } from '#lib/store/connection.ts';
import { readConnection, readNeighbourhood } from '#lib/store/read/neighbourhood.ts';
import { rebuildSnapshot } from '#lib/store/read/snapshot.ts';
import { saveFailedScan } from '#lib/store/save/save-failed-scan.ts';
import { freshStore } from '#tests/support/postgres.ts';
import { manifestsOf, randomCluster } from '#tests/support/random-cluster.ts';
import { day, newCluster, scan } from '#tests/support/scans.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store.close());

const apps =
  deployment('shop', 'web') +
  deployment('shop', 'cart') +
  deployment('bank', 'vault') +
  deployment('ops', 'agent', { app: 'agent' }, { hostNetwork: true });
const web = networkPolicy('bank', 'web', {
  podSelector: {},
  policyTypes: ['Ingress'],
  ingress: [
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }], ports: [{ port: 443 }] },
  ],
});

describe('the neighbourhood of some namespaces', () => {
  const admin = `---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: no-ops }
spec:
  priority: 5
  subject: { namespaces: {} }
  ingress: [{ action: Deny, from: [{ namespaces: { matchLabels: { team: red } } }] }]
---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: red } }
`;

  test('explains a connection between them as the whole would', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps + web + admin));
    const near = await readNeighbourhood(store, id, 1, ['shop', 'bank']);
    const told = (snapshot: Snapshot) => {
      const engine = engineOf(policyModel(snapshot));
      const [src] = endsNamed(engine, 'shop/web');
      const [dst] = endsNamed(engine, 'bank/vault');
      return src === undefined || dst === undefined ? null : explain(engine, src, dst);
    };
    const whole = told(await rebuildSnapshot(store, id, 1));
    expect(whole?.stories).not.toEqual([]);
    expect(told(near)).toEqual(whole);
    expect(near.objects['deployments.apps']?.map(({ metadata }) => metadata.namespace)).toEqual(['bank', 'shop', 'shop']);
  });

  test('takes in what lies in the namespace that manifests do not name', async () => {
    const { id } = await newCluster(store);
    const nameless = deployment('default', 'lost').replace('"namespace":"default"', '"labels":{}');
    await scan(store, id, day(1), world(apps + nameless));
    const near = await readNeighbourhood(store, id, 1, ['default']);
    expect(near.objects['deployments.apps']?.map(({ metadata }) => metadata.name)).toEqual(['lost']);
  });

  test('is refused for a scan that failed or is not there', async () => {
    const { id } = await newCluster(store);
    await saveFailedScan(store, {
      cluster: id,
      jobId: `failed ${id}`,
      startedAt: day(1),
      finishedAt: day(1),
      dueSeconds: null,
      error: 'no answer',
    });
    await expect(readNeighbourhood(store, id, 1, ['shop'])).rejects.toThrow('Scan 1 failed: it saw nothing of the cluster.');
    await expect(readNeighbourhood(store, id, 2, ['shop'])).rejects.toThrow('There is no scan 2 of this cluster (any more).');
  });
});

/** Ways in from outside, in namespaces of their own and in those of the pods. */
const doors = [
  ...['one', 'two', 'three'].flatMap((namespace) => [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'all', namespace },
      spec: { type: 'NodePort', selector: { app: 'a' }, ports: [{ name: 'web', port: 80, targetPort: 80, protocol: 'TCP' }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'door', namespace },
      spec: { defaultBackend: { service: { name: 'all', port: { number: 80 } } } },
    },
  ]),
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'controller', namespace: 'edge', labels: { 'app.kubernetes.io/name': 'ingress-nginx', app: 'b' } },
    spec: { containers: [{ name: 'main', image: 'example.org/app:1' }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.0.1.200' }] },
  },
]
  .map((object) => `---\n${JSON.stringify(object)}\n`)
  .join('');

describe('what is read about a connection', () => {
  test('explains it as the whole would, be it with an address, a pod at an address or the ingress controller', async () => {
    await fc.assert(
      fc.asyncProperty(randomCluster, async (given) => {
        const { id } = await newCluster(store);
        await scan(store, id, day(1), sealSnapshot({ ...world(manifestsOf(given) + doors), origin: 'live' }));
        const whole = await rebuildSnapshot(store, id, 1);
        const workloads = given.pods.map((pod) => pod.id).slice(0, 2);
        const others = ['203.0.113.7', '10.0.1.4', 'fd00:99::1', '10.0.1.200', ...given.pods.flatMap((pod) => pod.addresses)];
        const pairs = workloads.flatMap((workload) => [
          [ingressController, workload],
          ...others.flatMap((other) => [
            [other, workload],
            [workload, other],
          ]),
        ]);
        for (const [src = '', dst = ''] of pairs) {
          const question = { src, dst, port: '', protocol: null };
          const near = await readConnection(store, id, 1, [src, dst]);
          expect(explained(near, question, { cni: null })).toEqual(explained(whole, question, { cni: null }));
        }
      }),
      { numRuns: Number(process.env.RANDOM_CLUSTERS ?? 15) },
    );
  });

  test('does not hold the policies of namespaces that have nothing to do with it', async () => {
    const { id } = await newCluster(store);
    await scan(store, id, day(1), world(apps + web));
    const policies = async (...ends: readonly string[]) =>
      (await readConnection(store, id, 1, ends)).objects['networkpolicies.networking.k8s.io']?.length ?? 0;
    expect(await policies('203.0.113.7', 'shop/web')).toBe(0);
    expect(await policies('203.0.113.7', 'bank/vault')).toBe(1);
  });
});
