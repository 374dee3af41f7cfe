import { expect, it } from 'vitest';
import { factsOf } from '#lib/facts/derive.ts';
import { entryPointsInto, unseenDoor } from '#lib/facts/entry-points.ts';
import { policyModel } from '#lib/policy/policies.ts';
import { portsText } from '#lib/policy/ports.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const service = `---\n${JSON.stringify({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }, { port: 443 }] },
})}\n`;

it('the ways into a workload are those of all of its parts, with what policies let through', () => {
  const allow = networkPolicy('shop', 'web', {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [{ ports: [{ port: 443 }] }],
  });
  const documents = [deployment('shop', 'web'), deployment('shop', 'db'), service, allow];
  const into = entryPointsInto(reachability(policyModel(world(documents.join('')))));
  expect(
    into('shop/web[Deployment]').map(({ kind, part, ports, open }) => [kind, part, portsText(ports), portsText(open)]),
  ).toEqual([['NodePort', 'shop/web[Deployment]', 'TCP 80, 443', 'TCP 443']]);
  expect(into('shop/db[Deployment]')).toEqual([]);
  expect(into('shop/gone[Deployment]')).toEqual([]);
});

it('tells why there may be ways that are not seen', () => {
  const reads = { 'gateways.gateway.networking.k8s.io': { status: 'failed', message: 'it broke' } } as const;
  expect(unseenDoor(factsOf(world(service)), 'shop')).toBeUndefined();
  expect(unseenDoor(factsOf(world(service, { reads })), 'shop')).toBe(
    'gateways.gateway.networking.k8s.io could not be read (failed): it broke',
  );
  const odd = factsOf(world(service.replace('NodePort', 'Public')));
  expect(unseenDoor(odd, 'shop')).toMatch(/^Service shop\/web could not be taken as it was given: /);
  expect(unseenDoor(odd, 'office')).toBeUndefined();
});
