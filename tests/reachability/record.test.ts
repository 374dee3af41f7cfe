import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { type PortSet, portsText } from '#lib/policy/ports.ts';
import { ringsOf } from '#lib/reachability/blast-radius.ts';
import { type Reachability, reachability } from '#lib/reachability/reachability.ts';
import { type Recalled, recalled, recordOf } from '#lib/reachability/record.ts';
import { digestOfText } from '#lib/snapshot/canonical.ts';
import { manifestsOf, randomCluster } from '#tests/support/random-cluster.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const runs = Number(process.env.RANDOM_CLUSTERS ?? 100);

const reached = (manifests: string, ipBlockMatchesPods = true): Reachability =>
  reachability(policyModel(world(manifests)), { ipBlockMatchesPods });

const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

const pairText = (index: number, ports: PortSet): string => `${index} ${portsText(ports)}`;

/** Everything that both can be asked about all classes. */
function answersOfEngine({ engine, connections }: Reachability): readonly unknown[] {
  const { classes, ports } = engine;
  return classes.map(({ index, id, workload, hostNetwork, instances }) => ({
    id,
    workload: workload.id,
    ref: workload.ref,
    hostNetwork,
    pods: instances.length,
    from: connections.from(index).map((pair) => pairText(pair.dst, ports.get(pair.ports))),
    into: connections.into(index).map((pair) => pairText(pair.src, ports.get(pair.ports))),
    between: classes.map((other) => portsText(ports.get(connections.between(index, other.index)))),
    rings: ringsOf(connections, classes.length, index),
  }));
}

const answersOfRecord = (answers: Recalled): readonly unknown[] =>
  answers.classes.map(({ index, id, workloadId, workload, hostNetwork, pods }) => ({
    id,
    workload: workloadId,
    ref: workload,
    hostNetwork,
    pods,
    from: answers.from(index).map((pair) => pairText(pair.index, pair.ports)),
    into: answers.into(index).map((pair) => pairText(pair.index, pair.ports)),
    between: answers.classes.map((other) => portsText(answers.between(index, other.index))),
    rings: answers.blastRadius(index).rings,
  }));

const digests = (manifests: string): ReadonlyMap<string, string> =>
  new Map(recordOf(reached(manifests)).map((record) => [record.namespace, digestOfText(JSON.stringify(record))]));

const allowed = (namespace: string, from: readonly object[]): string =>
  networkPolicy(namespace, 'allowed', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from }] });

const everyone = [{ namespaceSelector: {} }];
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `app-${index}`);
const flat = (namespace: string, count: number): string =>
  names(count)
    .map((name) => deployment(namespace, name))
    .join('');

const sideOf = (manifests: string, namespace: string) =>
  recalled(recordOf(reached(manifests))).classes.find((one) => one.namespace === namespace)?.ingress;

describe('a record of who reaches whom', () => {
  it('answers as the engine did, for every class and pair of random clusters', () => {
    fc.assert(
      fc.property(randomCluster, (given) => {
        const found = reached(manifestsOf(given), given.ipBlockMatchesPods);
        expect(answersOfRecord(recalled(throughJson(recordOf(found))))).toEqual(answersOfEngine(found));
      }),
      { numRuns: runs },
    );
  }, 120_000);

  it('is as small for ten times the workloads, where everyone may reach everyone', () => {
    const [record] = recordOf(reached(flat('one', 200)));
    expect(record?.sides).toHaveLength(1);
    expect(record?.sides[0]).toEqual({
      policies: [],
      closed: false,
      pods: [0],
      outside: [{ addresses: ['0.0.0.0-255.255.255.255', '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], ports: 'All' }],
    });
    expect(record?.boxes).toEqual([{ peers: ['*'], ports: 'All' }]);
  });

  it('names the same peers once, however many policies let them in', () => {
    const some = { matchExpressions: [{ key: 'app', operator: 'In', values: names(20) }] };
    const policies = names(40).map((name, index) =>
      networkPolicy('one', name, {
        podSelector: { matchLabels: { app: name } },
        ingress: [{ from: [{ podSelector: some }], ports: [{ port: 80 + (index % 2) }] }],
      }),
    );
    const [record] = recordOf(reached(flat('one', 60) + policies.join('')));
    expect(record?.sides.length).toBeGreaterThan(40);
    expect(record?.boxes?.filter(({ peers }) => peers.length === 20)).toHaveLength(2);
  });

  it('of an earlier version, whose sides hold their boxes themselves, answers the same', () => {
    const records = recordOf(reached(flat('one', 3) + allowed('one', [{ podSelector: { matchLabels: { app: 'app-1' } } }])));
    const earlier = records.map(({ boxes = [], sides, ...record }) => ({
      ...record,
      sides: sides.map((side) => ({
        ...side,
        pods: side.pods.flatMap((box) => (typeof box === 'number' ? (boxes[box] ?? []) : box)),
      })),
    }));
    expect(answersOfRecord(recalled(throughJson(earlier)))).toEqual(answersOfRecord(recalled(records)));
  });

  it('says all pods, those of a namespace, and all but a few, without naming each', () => {
    const apps = flat('one', 5) + flat('two', 5) + deployment('two', 'node-agent', { app: 'agent' }, { hostNetwork: true });
    const peersOf = (from: readonly object[]) => sideOf(apps + allowed('two', from), 'two')?.pods;
    expect(peersOf(everyone)).toEqual([{ peers: ['*/*'], ports: 'All' }]);
    expect(peersOf([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'one' } } }])).toEqual([
      { peers: ['one/*'], ports: 'All' },
    ]);
    const notFirst = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['app-0'] }] };
    expect(peersOf([{ podSelector: notFirst }])).toEqual([{ peers: ['two/*'], except: ['two/app-0[Deployment]'], ports: 'All' }]);
    expect(peersOf([{ namespaceSelector: {}, podSelector: notFirst }])).toEqual([
      { peers: ['*/*'], except: ['one/app-0[Deployment]', 'two/app-0[Deployment]'], ports: 'All' },
    ]);
  });

  it('of an earlier version does not tell what is encrypted', () => {
    const service = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'app-0', namespace: 'one' },
      spec: { type: 'NodePort', selector: { app: 'app-0' }, ports: [{ port: 80 }] },
    });
    const records = recordOf(reached(`${flat('one', 1)}---\n${service}`));
    const encrypted = (of: typeof records) => recalled(of).classes.flatMap(({ entries }) => entries.map((one) => one.encrypted));
    const told = JSON.parse(JSON.stringify(records).replaceAll('"encrypted":"unknown"', '"encrypted":"yes"'));
    expect(encrypted(told)).toEqual(['yes']);
    expect(encrypted(JSON.parse(JSON.stringify(told).replaceAll('"encrypted":"yes",', '')))).toEqual(['unknown']);
  });

  it('of other namespaces stays as it is when a workload comes', () => {
    const policies = allowed('one', everyone) + allowed('three', [{ podSelector: {} }, { namespaceSelector: {} }]);
    const before = digests(flat('one', 3) + flat('two', 1) + flat('three', 3) + policies);
    const after = digests(flat('one', 3) + flat('two', 2) + flat('three', 3) + policies);
    expect([...after.keys()].filter((name) => before.get(name) !== after.get(name))).toEqual(['two']);
  });

  it('is refused where one of the namespaces is missing that others name', () => {
    const policies = allowed('one', [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'app-1' } } }]);
    const records = recordOf(reached(flat('one', 3) + flat('two', 3) + policies));
    const partly = recalled(records.filter(({ namespace }) => namespace === 'one'));
    expect(() => partly.into(0)).toThrow('the record names two/app-1[Deployment], of which it has no class');
  });
});
