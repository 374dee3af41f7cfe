import { describe, expect, it } from 'vitest';
import { rangesText } from '#lib/policy/addresses.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { exposures } from '#lib/reachability/exposure.ts';
import { type Allowed, allowedOf, reachOf } from '#lib/reachability/reach.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import type { Protocol } from '#lib/snapshot/objects.ts';
import {
  type Case,
  casesOf,
  comparable,
  comparablePeer,
  folder,
  isThere,
  matchesPods,
  objectsOf,
  snapshotOf,
} from '#tests/support/conformance.ts';

const reach = async (one: Case, focus?: readonly string[]) =>
  reachOf(reachability(policyModel(await snapshotOf(one.manifests)), { ipBlockMatchesPods: matchesPods(one) }), { focus });

const isPod = (peer: string): boolean => peer.includes('[');

/** Whether a text like `80` or `8000-8090` covers a port. */
const covers = (range: string, port: number): boolean => {
  const [from = 0, to = from] = range.split('-').map(Number);
  return from <= port && port <= to;
};

const allows = (allowed: Allowed, protocol: Protocol, port: number): boolean =>
  allowed === 'All' || (allowed !== 'None' && (allowed[protocol] ?? []).some((range) => covers(range, port)));

/** `src => dst TCP 80` for every probed port that is open between pods. */
const openOf = (one: Case, lines: Iterable<{ src: string; dst: string; allowed: Allowed }>): ReadonlySet<string> => {
  const open = new Set<string>();
  for (const { src, dst, allowed } of lines) {
    if (!isPod(src) || !isPod(dst)) continue;
    for (const protocol of ['TCP', 'UDP', 'SCTP'] as const)
      for (const port of probed(one, protocol))
        if (allows(allowed, protocol, port)) open.add(`${src} => ${dst} ${protocol} ${port}`);
  }
  return open;
};

const probed = ({ completeWithin, probes }: Case, protocol: Protocol): readonly number[] => [
  ...(completeWithin?.[protocol] ?? []),
  ...(probes ?? []).filter((probe) => probe.protocol === protocol).map(({ port }) => port),
];

/** One text for equal ports, whatever order their protocols stand in. */
const words = (allowed: Allowed): string =>
  typeof allowed === 'string' ? allowed : JSON.stringify(Object.entries(allowed).toSorted());

const asAllowed = <Line extends { connections: Allowed }>({ connections, ...line }: Line) => ({ ...line, allowed: connections });

describe.skipIf(!isThere)(`the public cases in ${folder}`, async () => {
  describe.each(await casesOf('connlist', 'exposure', 'focus'))('$id', (one) => {
    it('lists the expected connections and no other', async () => {
      const { connections, workloads } = await reach(one, one.options?.focusWorkloads);
      // The suite that these come from applies policies to pods in the host's network; Kubernetes does not.
      const hosts = new Set(workloads.flatMap(({ id, hostNetwork }) => (hostNetwork ? [comparablePeer(id)] : [])));
      const comparing = (lines: readonly { src: string; dst: string; allowed: Allowed }[]) =>
        comparable(lines.filter(({ src, dst }) => !hosts.has(comparablePeer(src)) && !hosts.has(comparablePeer(dst))));
      expect(comparing([...connections])).toEqual(comparing((one.expected ?? []).map(asAllowed)));
    });
  });

  // Rewritten from an older form of the API, its manifests have lost the sameLabels that its answers go by.
  const spoilt = ['pola-testanpconnectivity-ingress-same-labels-port-range'];

  describe.each((await casesOf('probe')).filter(({ id }) => !spoilt.includes(id)))('$id', (one) => {
    it('answers every probe', async () => {
      const open = openOf(one, (await reach(one)).connections);
      if (one.probes === undefined) expect(open).toEqual(openOf(one, (one.expected ?? []).map(asAllowed)));
      for (const { src, dst, protocol, port, allowed } of one.probes ?? [])
        expect({ src, dst, protocol, port, allowed: open.has(`${src} => ${dst} ${protocol} ${port}`) }).toEqual({
          src,
          dst,
          protocol,
          port,
          allowed,
        });
    });
  });

  describe.each(await casesOf('diff'))('$id', (one) => {
    it('lists the expected changes and no other', async () => {
      const side = async (manifests: Case['manifests']) =>
        reachability(policyModel(await snapshotOf(manifests)), { ipBlockMatchesPods: matchesPods(one) });
      const [before, after] = await Promise.all([side(one.manifestsBefore), side(one.manifestsAfter)]);
      const hosts = new Set(
        [...before.engine.classes, ...after.engine.classes].flatMap(({ id, hostNetwork }) =>
          hostNetwork ? [comparablePeer(id)] : [],
        ),
      );
      const comparing = (lines: readonly { type: string; src: string; dst: string; before: Allowed; after: Allowed }[]) =>
        comparable(
          lines
            .filter(({ src, dst }) => !hosts.has(comparablePeer(src)) && !hosts.has(comparablePeer(dst)))
            .map(({ type, src, dst, before, after }) => ({ src, dst, allowed: `${type} ${words(before)} ${words(after)}` })),
        );
      const drift = [...driftOf(before, after)];
      expect(comparing(drift)).toEqual(comparing(one.expectedDiff ?? []));
      expect(drift.filter(({ causes }) => causes.length === 0)).toEqual([]);
    });
  });

  describe.each(await casesOf('exposure', 'focus'))('$id', (one) => {
    it('tells what workloads are exposed to, also by pods that do not exist', async () => {
      const { engine, connections } = reachability(policyModel(await snapshotOf(one.manifests)));
      const { expectedExposure } = one;
      for (const direction of ['ingress', 'egress'] as const) {
        for (const { workload, peer, connections: allowed } of expectedExposure?.[direction] ?? []) {
          const at = engine.classes.find(({ id }) => id === workload);
          if (at === undefined) throw new Error(`no ${workload}`);
          const { outside, wholeCluster, selected, unprotected } = exposures({ engine, connections })(at, direction);
          const isListed = expectedExposure?.unprotected.some((one) => one.workload === workload && one.direction === direction);
          expect([workload, direction, unprotected]).toEqual([workload, direction, isListed]);
          if (peer === 'entire-cluster') expect(allowedOf(wholeCluster.ports)).toEqual(allowed);
          else if (peer.includes('['))
            expect(selected.map(({ ports }) => JSON.stringify(allowedOf(ports)))).toContain(JSON.stringify(allowed));
          else {
            const lines = outside.flatMap(({ addresses, ports }) =>
              rangesText(addresses).map((src) => ({ src, dst: workload, allowed: allowedOf(engine.ports.get(ports)) })),
            );
            expect(comparable(lines)).toEqual(comparable([{ src: peer, dst: workload, allowed }]));
          }
        }
      }
    });
  });

  describe.each(await casesOf('invalid'))('$id', (one) => {
    it('names the object with the defect', async () => {
      const { partial, warnings } = await reach(one);
      const named = [...partial.map(({ policy }) => policy), ...warnings.flatMap(({ object, message }) => [object, message])];
      const given = await objectsOf(one.manifests);
      expect(named.filter((text) => given.some(({ kind, name }) => text.includes(kind) && text.includes(name)))).not.toEqual([]);
    });
  });
});

it.skipIf(isThere)(`the public cases are not run: there is no folder ${folder}`, () => {});
