import { expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const containers = [{ name: 'main', image: 'example.org/app:1', ports: [{ containerPort: 8080 }, { containerPort: 8081 }] }];
const pods =
  deployment('shop', 'web', { app: 'web' }, { containers }) + deployment('shop', 'api', { app: 'api' }, { containers });
const manifest = (object: object): string => `---\n${JSON.stringify(object)}\n`;
const service = (name: string, spec: object) =>
  manifest({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec });
const serving = (name: string, targetPort = 8080, app = name) =>
  service(name, { selector: { app }, ports: [{ port: 80, targetPort }] });
const ingress = (name: string, to = name) =>
  manifest({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'shop' },
    spec: { defaultBackend: { service: { name: to, port: { number: 80 } } } },
  });

const drift = (before: string, after: string): readonly string[] => {
  const [was, is] = [before, after].map((yaml) => reachability(policyModel(world(pods + yaml))));
  if (was === undefined || is === undefined) throw new Error('two worlds');
  return [...driftOf(was, is)]
    .filter(({ src }) => !src.includes('::') && !src.includes('['))
    .map(({ type, src, dst, causes }) => {
      const why = causes.map(({ object, change, what }) => `${refText(object)} ${change}: ${what}`).join('; ');
      return `${type} ${src} => ${dst} by ${why}`;
    });
};
const web = 'ingress-controller => shop/web[Deployment]';
const api = 'ingress-controller => shop/api[Deployment]';

it('an Ingress that comes, goes or asks for another Service is what changed the connection', () => {
  const services = serving('web') + serving('api');
  expect(drift(services, services + ingress('web'))).toEqual([`added ${web} by Ingress shop/web added: entry added`]);
  expect(drift(services + ingress('web'), services)).toEqual([`removed ${web} by Ingress shop/web removed: entry removed`]);
  expect(drift(services + ingress('web'), services + ingress('web', 'api'))).toEqual([
    `added ${api} by Ingress shop/web changed: its backends changed`,
    `removed ${web} by Ingress shop/web changed: its backends changed`,
  ]);
});

it('a Service is it where the Ingress asks for the same as before', () => {
  expect(drift(serving('web') + ingress('web'), ingress('web'))).toEqual([
    `removed ${web} by Service shop/web removed: Service gone`,
  ]);
  expect(drift(ingress('web'), serving('web') + ingress('web'))).toEqual([`added ${web} by Service shop/web added: Service new`]);
  expect(drift(serving('web') + ingress('web'), serving('web', 8081) + ingress('web'))).toEqual([
    `changed ${web} by Service shop/web changed: its ports changed`,
  ]);
  expect(drift(serving('web') + ingress('web'), serving('web', 8080, 'api') + ingress('web'))).toEqual([
    `added ${api} by Service shop/web changed: its selector or ports changed`,
    `removed ${web} by Service shop/web changed: its selector or ports changed`,
  ]);
});

it('each of several is named only for what it changed itself', () => {
  const services = serving('web') + serving('api');
  expect(drift(services, services + ingress('web') + ingress('api'))).toEqual([
    `added ${api} by Ingress shop/api added: entry added`,
    `added ${web} by Ingress shop/web added: entry added`,
  ]);
  const fromPods = networkPolicy('shop', 'web', {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [{ from: [{ namespaceSelector: {} }] }],
  });
  expect(drift(services, services + ingress('web') + fromPods)).toEqual([
    'removed 0.0.0.0-255.255.255.255 => shop/web[Deployment] by NetworkPolicy shop/web added: policy added',
    `added ${web} by Ingress shop/web added: entry added`,
  ]);
});

it('a policy that can no longer be understood is not gone', () => {
  const policy = (port: number) => networkPolicy('shop', 'web', { podSelector: {}, ingress: [{ ports: [{ port }] }] });
  const [first] = drift(policy(80), policy(80_000));
  expect(first).toContain('NetworkPolicy shop/web changed: it can no longer be understood, and does not count');
  const [back] = drift(policy(80_000), policy(80));
  expect(back).toContain('NetworkPolicy shop/web changed: it could not be understood before');
});

it('what lets a route in, or no longer does, is named instead of the route', () => {
  const gateway = (from: string) =>
    manifest({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'infra' },
      spec: {
        gatewayClassName: 'any',
        listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from } } }],
      },
    });
  const routeTo = (parentRefs: readonly object[]) =>
    manifest({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'web', namespace: 'lab' },
      spec: { parentRefs, rules: [{ backendRefs: [{ name: 'web', namespace: 'shop', port: 80 }] }] },
    });
  const edge = { name: 'edge', namespace: 'infra' };
  const route = routeTo([edge]);
  const grant = manifest({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { name: 'lab', namespace: 'shop' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'lab' }],
      to: [{ group: '', kind: 'Service' }],
    },
  });
  const all = serving('web') + gateway('All') + route + grant;
  const shut = serving('web') + gateway('Same') + route + grant;
  expect(drift(shut, all)).toEqual([`added ${web} by Gateway infra/edge changed: it lets HTTPRoute lab/web in`]);
  expect(drift(all, shut)).toEqual([`removed ${web} by Gateway infra/edge changed: it no longer lets HTTPRoute lab/web in`]);
  const ungranted = serving('web') + gateway('All') + route;
  expect(drift(ungranted, all)).toEqual([`added ${web} by Namespace shop changed: its ReferenceGrants let HTTPRoute lab/web in`]);
  expect(drift(all, ungranted)).toEqual([
    `removed ${web} by Namespace shop changed: its ReferenceGrants no longer let HTTPRoute lab/web in`,
  ]);
  for (const parents of [[], [{ ...edge, sectionName: 'gone' }]])
    expect(drift(serving('web') + gateway('All') + routeTo(parents) + grant, all)).toEqual([
      `added ${web} by HTTPRoute lab/web changed: its parents or hosts changed`,
    ]);
  const two =
    all +
    serving('api') +
    route
      .replace('"name":"web","namespace":"lab"', '"name":"api","namespace":"lab"')
      .replace('"name":"web","namespace":"shop"', '"name":"api","namespace":"shop"');
  expect(drift(two.replace('"from":"All"', '"from":"Same"'), two)).toEqual([
    `added ${api} by Gateway infra/edge changed: it lets 2 routes in`,
    `added ${web} by Gateway infra/edge changed: it lets 2 routes in`,
  ]);
  // The Service leads elsewhere as well, but would not be asked.
  expect(drift(shut, serving('web', 8080, 'api') + gateway('All') + route + grant)).toEqual([
    `added ${api} by Gateway infra/edge changed: it lets HTTPRoute lab/web in`,
  ]);
});
