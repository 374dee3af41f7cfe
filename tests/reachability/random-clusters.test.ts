import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { noPorts, portsText, unionOfPorts } from '#lib/policy/ports.ts';
import { ringsOf } from '#lib/reachability/blast-radius.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { explain } from '#lib/reachability/explain.ts';
import { matrixOf } from '#lib/reachability/matrix.ts';
import { endsNamed } from '#lib/reachability/peers.ts';
import { type Allowed, portsOfAllowed, reachOf } from '#lib/reachability/reach.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { segmentationOf } from '#lib/reachability/segmentation.ts';
import { allows, type End, type OracleWorld } from '#tests/support/oracle.ts';
import { manifestsOf, randomCluster } from '#tests/support/random-cluster.ts';
import { world as snapshotOf } from '#tests/support/world.ts';

/** More of them find more; these take some seconds. */
const runs = Number(process.env.RANDOM_CLUSTERS ?? 100);

const protocols = ['TCP', 'UDP', 'SCTP'] as const;
/** On and beside every edge that the generator's policies have. */
const ports = [1, 79, 80, 81, 82, 442, 443, 444, 500, 501, 65_535];
/** Inside and beside every edge of the generator's CIDRs, and the nodes' own addresses. */
const addresses = [
  '0.0.0.0',
  '9.255.255.255',
  '10.0.0.0',
  '10.0.0.4',
  '10.0.0.5',
  '10.0.0.6',
  '10.0.0.255',
  '10.0.1.0',
  '10.0.1.3',
  '10.0.1.4',
  '10.0.1.5',
  '10.0.1.6',
  '10.0.2.0',
  '11.0.0.0',
  '172.16.0.0',
  '172.16.0.1',
  '172.16.0.2',
  '172.16.0.3',
  '172.16.0.4',
  '255.255.255.255',
  '::',
  'fcff:ffff::',
  'fd00::',
  'fd00:1::',
  'fd00:1:0:1::',
  'fd00:2::',
  'fd00:3::',
  'fd00:99::1',
  'fe00::',
];

const number = (address: string): bigint =>
  ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

/** Whether a listed peer is a range with the address in it. */
const isInside = (range: string, address: string): boolean => {
  if (range.includes('[')) return false;
  const [from = '', to = ''] = range.split('-');
  if (from.includes(':') !== address.includes(':')) return false;
  return number(from) <= number(address) && number(address) <= number(to);
};

const isOpen = (allowed: Allowed | undefined, protocol: (typeof protocols)[number], port: number): boolean => {
  if (allowed === undefined || allowed === 'None') return false;
  if (allowed === 'All') return true;
  return (allowed[protocol] ?? []).some((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return from <= port && port <= to;
  });
};

/** The first connection on which the engine and the oracle disagree, in words. */
function disagreement(world: OracleWorld): string | undefined {
  const answers = reachability(policyModel(snapshotOf(manifestsOf(world))), { ipBlockMatchesPods: world.ipBlockMatchesPods });
  const { connections, partial } = reachOf(answers);
  const refused = partial.filter(({ reason }) => reason.includes('could not be understood'));
  if (refused.length > 0) return JSON.stringify(refused);
  const lines = [...connections];
  const between = new Map(lines.map(({ src, dst, allowed }) => [`${src} => ${dst}`, allowed]));
  const outside: readonly End[] = addresses.map((address) => ({ kind: 'address', address }));
  const name = (end: End): string => (end.kind === 'pod' ? end.id : end.address);
  const answer = (src: End, dst: End): Allowed | undefined => {
    if (src.kind === 'pod' && dst.kind === 'pod') return between.get(`${src.id} => ${dst.id}`);
    return lines.find((line) =>
      src.kind === 'address'
        ? line.dst === name(dst) && isInside(line.src, src.address)
        : line.src === name(src) && isInside(line.dst, name(dst)),
    )?.allowed;
  };
  for (const pod of world.pods) {
    const ends = [...world.pods.filter((other) => other !== pod), ...outside];
    for (const [src, dst] of ends.flatMap((end): [End, End][] =>
      end.kind === 'pod'
        ? [[pod, end]]
        : [
            [pod, end],
            [end, pod],
          ],
    )) {
      const allowed = answer(src, dst);
      for (const protocol of protocols) {
        for (const port of ports) {
          const expected = allows(world, { src, dst, protocol, port });
          if (isOpen(allowed, protocol, port) !== expected)
            return `${name(src)} => ${name(dst)} ${protocol} ${port} should be ${expected ? 'open' : 'closed'}, but the engine says ${JSON.stringify(allowed ?? 'None')}`;
        }
      }
    }
  }
  return undefined;
}

const reachabilityOf = (world: OracleWorld) =>
  reachability(policyModel(snapshotOf(manifestsOf(world))), { ipBlockMatchesPods: world.ipBlockMatchesPods });

/** The first pair whose stories do not add up to what is listed, in words. */
function untrueStory(world: OracleWorld): string | undefined {
  const { engine, connections } = reachabilityOf(world);
  for (const { index: src } of engine.classes) {
    for (const { index: dst } of engine.classes) {
      if (engine.classes[src]?.workload === engine.classes[dst]?.workload) continue;
      const listed = portsText(engine.ports.get(connections.between(src, dst)));
      const { stories } = explain(engine, { kind: 'pods', member: src }, { kind: 'pods', member: dst });
      const told = portsText(unionOfPorts([noPorts, ...stories.flatMap(({ allowed, ports }) => (allowed ? [ports] : []))]));
      const whole = portsText(unionOfPorts(stories.map(({ ports }) => ports)));
      if (told !== listed || whole !== 'all ports')
        return `${engine.classes[src]?.id} => ${engine.classes[dst]?.id}: ${told}, not ${listed}`;
    }
  }
  return undefined;
}

/** The same about addresses outside. */
function untrueStoryOfAddress(world: OracleWorld): string | undefined {
  const found = reachabilityOf(world);
  const { engine } = found;
  const lines = [...reachOf(found).connections];
  for (const { index, id } of engine.classes) {
    for (const address of addresses) {
      const pods = { kind: 'pods', member: index } as const;
      const outside = endsNamed(engine, address);
      for (const [src, dst] of outside.flatMap((end) => [[pods, end] as const, [end, pods] as const])) {
        const line = lines.find((one) =>
          src === pods ? one.src === id && isInside(one.dst, address) : one.dst === id && isInside(one.src, address),
        );
        const listed = portsText(portsOfAllowed(line?.allowed ?? 'None'));
        const { stories } = explain(engine, src, dst);
        const told = portsText(unionOfPorts([noPorts, ...stories.flatMap(({ allowed, ports }) => (allowed ? [ports] : []))]));
        if (told !== listed) return `${id} ${src === pods ? 'to' : 'from'} ${address}: ${told}, not ${listed}`;
      }
    }
  }
  return undefined;
}

/** Every connection as one line per IPv4 or IPv6 range or pod; ranges are cut at all edges of both worlds, so that lines compare. */
function statesOf(world: OracleWorld): ReadonlyMap<string, string> {
  const states = new Map<string, string>();
  for (const { src, dst, allowed } of reachOf(reachabilityOf(world)).connections) {
    const text = JSON.stringify(allowed);
    if (src.includes('[') && dst.includes('[')) states.set(`${src} => ${dst}`, text);
    else
      for (const address of addresses) {
        if (isInside(src, address)) states.set(`${address} => ${dst}`, text);
        if (isInside(dst, address)) states.set(`${src} => ${address}`, text);
      }
  }
  return states;
}

/** The first connection of which drift tells a lie, or nothing although it differs. */
function untrueDrift(before: OracleWorld, after: OracleWorld): string | undefined {
  const [was, is] = [statesOf(before), statesOf(after)];
  const none = '"None"';
  const told = new Map<string, string>();
  for (const { src, dst, before: old, after: fresh, causes } of driftOf(reachabilityOf(before), reachabilityOf(after))) {
    if (causes.length === 0) return `nothing made ${src} => ${dst} change`;
    const text = `${JSON.stringify(old)} ${JSON.stringify(fresh)}`;
    const ends = (peer: string): readonly string[] =>
      peer.includes('[') ? [peer] : addresses.filter((address) => isInside(peer, address));
    for (const from of ends(src)) for (const to of ends(dst)) told.set(`${from} => ${to}`, text);
  }
  for (const pair of new Set([...was.keys(), ...is.keys(), ...told.keys()])) {
    const [old, fresh] = [was.get(pair) ?? none, is.get(pair) ?? none];
    const expected = old === fresh ? undefined : `${old} ${fresh}`;
    if (told.get(pair) !== expected)
      return `${pair}: drift says ${told.get(pair) ?? 'nothing'}, but it is ${expected ?? 'as it was'}`;
  }
  return undefined;
}

/** Two worlds that differ in some of their objects. */
const changingCluster = fc.tuple(randomCluster, randomCluster, fc.integer({ min: 0, max: 63 })).map(([one, other, parts]) => {
  const pick = <Key extends keyof OracleWorld>(bit: number, key: Key): OracleWorld[Key] =>
    ((parts & bit) === 0 ? one : other)[key];
  const after: OracleWorld = {
    namespaces: pick(1, 'namespaces'),
    nodes: pick(2, 'nodes'),
    pods: pick(4, 'pods'),
    networkPolicies: pick(8, 'networkPolicies'),
    adminPolicies: pick(16, 'adminPolicies'),
    ipBlockMatchesPods: one.ipBlockMatchesPods,
  };
  return [one, after] as const;
});

describe('in random clusters under all four policy APIs', () => {
  it('the engine and a naive evaluator agree on every pair, port and address', () => {
    fc.assert(
      fc.property(randomCluster, (world) => {
        const found = disagreement(world);
        if (found !== undefined) throw new Error(`${found}\nin the world\n${manifestsOf(world)}`);
      }),
      { numRuns: runs },
    );
    expect.assertions(0);
  }, 120_000);

  it('the figures add up to what is listed and to every blast radius', () => {
    fc.assert(
      fc.property(randomCluster, (world) => {
        const found = reachabilityOf(world);
        const { engine, connections } = found;
        const radii = engine.classes.map(({ index }) => {
          const rings = ringsOf(connections, engine.classes.length, index);
          return { direct: rings[0]?.length ?? 0, transitive: rings.flat().length };
        });
        const figures = segmentationOf(found);
        expect(figures.openPairs).toBe(matrixOf(found).open);
        expect(figures.openPairs).toBe(radii.reduce((sum, { direct }) => sum + direct, 0));
        expect(figures.pairs).toBe(matrixOf(found).of);
        expect(figures.worstBlastRadius).toBe(Math.max(...radii.map(({ transitive }) => transitive)));
        expect(figures.meanBlastRadius).toBeCloseTo(radii.reduce((sum, { transitive }) => sum + transitive, 0) / radii.length);
      }),
      { numRuns: runs },
    );
  }, 120_000);

  it('every explanation adds up to what is listed', () => {
    fc.assert(
      fc.property(randomCluster, (world) => {
        const found = untrueStory(world) ?? untrueStoryOfAddress(world);
        if (found !== undefined) throw new Error(`${found}\nin the world\n${manifestsOf(world)}`);
      }),
      { numRuns: runs },
    );
    expect.assertions(0);
  }, 120_000);

  it('drift tells every change and no other, with a cause each', () => {
    fc.assert(
      fc.property(changingCluster, ([before, after]) => {
        const found = untrueDrift(before, after);
        if (found !== undefined) throw new Error(`${found}\nfrom the world\n${manifestsOf(before)}\nto\n${manifestsOf(after)}`);
      }),
      { numRuns: runs },
    );
    expect.assertions(0);
  }, 120_000);
});
