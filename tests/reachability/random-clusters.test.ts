import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { type Allowed, reachOf } from '#lib/reachability/reach.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { allows, type End, type OracleWorld } from '#tests/support/oracle.ts';
import { manifestsOf, randomCluster } from '#tests/support/random-cluster.ts';
import { world as snapshotOf } from '#tests/support/world.ts';

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

describe('in random clusters under all four policy APIs', () => {
  it('the engine and a naive evaluator agree on every pair, port and address', () => {
    fc.assert(
      fc.property(randomCluster, (world) => {
        const found = disagreement(world);
        if (found !== undefined) throw new Error(`${found}\nin the world\n${manifestsOf(world)}`);
      }),
      { numRuns: Number(process.env.RANDOM_CLUSTERS ?? 150) },
    );
    expect.assertions(0);
  }, 120_000);
});
