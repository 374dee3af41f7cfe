import fc from 'fast-check';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { deployment, networkPolicy, world } from './world.ts';

/** What may or may not be there in a scan, in one of several forms. */
const pieces: readonly (readonly string[])[] = [
  ['', deployment('shop', 'web'), deployment('shop', 'web', { app: 'web', tier: 'front' })],
  ['', deployment('shop', 'cart'), deployment('shop', 'cart', { app: 'cart' }, { hostNetwork: true })],
  ['', deployment('bank', 'vault')],
  ['', deployment('default', 'lost')],
  ['', networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })],
  ['', networkPolicy('shop', 'some', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{}] })],
  ['', networkPolicy('bank', 'deny', { podSelector: {} }), networkPolicy('bank', 'deny', { podSelector: {}, ingress: [{}] })],
];
const readable: readonly ResourceName[] = ['networkpolicies.networking.k8s.io', 'deployments.apps', 'pods', 'services'];

/** The same cluster as somebody sees it who may not read some of its resources. */
const hidden = (snapshot: Snapshot, names: readonly ResourceName[], status: 'forbidden' | 'failed'): Snapshot =>
  sealSnapshot({
    ...snapshot,
    reads: { ...snapshot.reads, ...Object.fromEntries(names.map((name) => [name, { status, message: 'no' }])) },
    objects: Object.fromEntries(Object.entries(snapshot.objects).filter(([name]) => !names.some((other) => other === name))),
  });

const snapshots = fc
  .record({
    forms: fc.tuple(...pieces.map((forms) => fc.nat(forms.length - 1))),
    unread: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray([...readable], { minLength: 1 }) },
    ),
    status: fc.constantFrom('forbidden' as const, 'failed' as const),
  })
  .map(({ forms, unread, status }) =>
    hidden(world(forms.map((form, index) => pieces[index]?.[form] ?? '').join('')), unread, status),
  );

export type History = readonly { readonly snapshot: Snapshot; readonly repeat: number }[];

/** Scans of one cluster, each seen once or several times. */
export const histories: fc.Arbitrary<History> = fc.array(
  fc.record({ snapshot: snapshots, repeat: fc.integer({ min: 1, max: 2 }) }),
  {
    minLength: 1,
    maxLength: 7,
  },
);
