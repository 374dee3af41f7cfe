import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DriftLines } from '#lib/assess/drift-causes.ts';
import { foldedDrift, type ScanLines } from '#lib/assess/drift-fold.ts';
import { derive } from '#lib/facts/derive.ts';
import { type Recalled, recalled, recordOf } from '#lib/reachability/record.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { connectionDrift } from '#tests/support/drift.ts';
import type { OracleWorld } from '#tests/support/oracle.ts';
import { manifestsOf, randomCluster } from '#tests/support/random-cluster.ts';
import { world } from '#tests/support/world.ts';

const runs = Number(process.env.RANDOM_CLUSTERS ?? 100);

const recordedOf = (snapshot: Snapshot): Recalled => recalled(recordOf(derive(snapshot).reachability));

/** All pods of a namespace belong to one StatefulSet, whose pods policies may tell apart. */
const inSets = (cluster: OracleWorld): Snapshot =>
  world(
    manifestsOf(cluster)
      .split('\n')
      .map((line) =>
        line.replace(
          '"kind":"Pod","metadata":{',
          '"kind":"Pod","metadata":{"ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"set","uid":"1","controller":true}],',
        ),
      )
      .join('\n'),
  );

function scansOf(snapshots: readonly Snapshot[]): readonly ScanLines[] {
  return snapshots.flatMap((snapshot, index): ScanLines[] => {
    const before = snapshots[index - 1];
    const drift = before && connectionDrift(before, snapshot);
    if (drift === undefined) return [];
    if ('reason' in drift) throw new Error(drift.reason);
    return drift.groups.length === 0 ? [] : [{ scan: index + 1, at: '2026-01-01T06:00:00.000Z', groups: drift.groups }];
  });
}

/** One text a connection. */
function saidBy(lines: readonly Pick<DriftLines, 'src' | 'dst' | 'before' | 'after'>[]): readonly string[] {
  return lines
    .flatMap(({ src: sources, dst, before, after }) =>
      sources.flatMap((src) => dst.map((one) => `${src} → ${one}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`)),
    )
    .toSorted();
}

function folded(snapshots: readonly Snapshot[]): readonly DriftLines[] {
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  if (first === undefined || last === undefined) return [];
  return foldedDrift(scansOf(snapshots), { before: recordedOf(first), after: recordedOf(last) });
}

function direct(snapshots: readonly Snapshot[]): Parameters<typeof saidBy>[0] {
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  const drift = first && last && connectionDrift(first, last);
  return drift === undefined || 'reason' in drift ? [] : drift.groups;
}

const pod = (index: number) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `db-${index}`,
      namespace: 'shop',
      labels: { app: 'db', place: String(index) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: '1', controller: true }],
    },
    spec: { containers: [{ name: 'main', image: 'example.org/db:1' }] },
    status: { podIPs: [{ ip: `10.0.0.${index + 5}` }] },
  });
const web = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'example.org/web:1' }] },
  status: { podIPs: [{ ip: '10.0.0.4' }] },
});
const policy = (name: string, matchLabels: object, cidr?: string) =>
  JSON.stringify({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'shop' },
    spec: {
      podSelector: { matchLabels },
      policyTypes: ['Ingress'],
      ingress: cidr === undefined ? [] : [{ from: [{ ipBlock: { cidr } }] }],
    },
  });
const worldOf = (...objects: readonly string[]) => world([pod(0), pod(1), web, ...objects].join('\n---\n'));

describe('what several scans saw change of a workload whose pods are told apart in only some of them', () => {
  const open = worldOf();
  const apart = worldOf(policy('first', { app: 'db', place: '0' }));
  const shut = worldOf(policy('both', { app: 'db' }));

  it('is nothing where it is in the end as it was', () => {
    expect(folded([open, apart, shut, open])).toEqual([]);
  });

  it('is of the whole where both ends do not have the same parts, with all changes that had a part in it', () => {
    const lines = folded([open, apart, shut]);
    expect(saidBy(lines)).toEqual([
      '0.0.0.0-255.255.255.255 → shop/db[StatefulSet]: "All" → "None"',
      '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff → shop/db[StatefulSet]: "All" → "None"',
      'shop/web[Pod] → shop/db[StatefulSet]: "All" → "None"',
    ]);
    const causes = lines.flatMap((line) => line.causes.map(({ object, change, scan }) => `${object.name} ${change} in ${scan}`));
    expect(causes).toContain('both added in 3');
  });

  it('is of a part where both ends have it', () => {
    const again = worldOf(
      policy('first', { app: 'db', place: '0' }),
      policy('second', { app: 'db', place: '1' }, '192.0.2.0/24'),
    );
    const lines = saidBy(folded([apart, open, again]));
    expect(lines).toContain('shop/web[Pod] → shop/db[StatefulSet]{place=1}: "All" → "None"');
    expect(lines.some((line) => line.includes('{place=0}'))).toBe(false);
    expect(lines).toContain('192.0.3.0-255.255.255.255 → shop/db[StatefulSet]{place=1}: "All" → "None"');
  });

  it('is there where a scan between saw nothing of it, because the other part stayed open', () => {
    const first = { app: 'db', place: '0' };
    const friendly = JSON.parse(policy('first', first));
    const neighbours = worldOf(
      JSON.stringify({ ...friendly, spec: { ...friendly.spec, ingress: [{ from: [{ podSelector: {} }] }] } }),
    );
    const lines = saidBy(folded([neighbours, open, apart]));
    expect(lines).toContain('shop/web[Pod] → shop/db[StatefulSet]{place=0}: "All" → "None"');
    expect(lines.some((line) => line.includes('{place=1}'))).toBe(false);
  });

  it('is what the first and the last of them say when compared with each other', () => {
    const steps = fc.array(randomCluster, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(steps, fc.boolean(), (clusters, isUndone) => {
        const [first] = clusters;
        const pods = clusters.map((one): OracleWorld => ({ ...one, pods: first?.pods ?? [], nodes: first?.nodes ?? [] }));
        const snapshots = [...pods, ...(isUndone ? pods.slice(0, 1) : [])].map(inSets);
        // How ranges of addresses are cut is another matter.
        const areWorkloads = (line: string): boolean => /^[^ ]*\[[^→]*→ [^ ]*\[/.test(line);
        expect(saidBy(folded(snapshots)).filter(areWorkloads)).toEqual(saidBy(direct(snapshots)).filter(areWorkloads));
      }),
      { numRuns: Math.ceil(runs / 4) },
    );
  });
});
