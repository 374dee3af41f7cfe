import { describe, expect, it } from 'vitest';
import { controls } from '#lib/controls/registry.ts';
import { reasonOf, runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { story, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const judge = (id: string, snapshot: Snapshot) => {
  const control = controls.find((one) => one.id === id);
  if (control === undefined) throw new Error(`no control ${id}`);
  return runControl(control, factsOf(snapshot), []);
};
const object = (apiVersion: string, kind: string, name: string, rest: object = {}): string =>
  `---\n${JSON.stringify({ apiVersion, kind, metadata: { name, namespace: 'shop' }, ...rest })}\n`;

const shop =
  deployment('shop', 'web') + networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [] });
const noContainers = object('apps/v1', 'Deployment', 'broken', { spec: { template: { spec: {} } } });
const rbac = 'rbac.authorization.k8s.io/v1';

describe('an object that could not be taken as it was given', () => {
  it.each([
    ['ingress-not-isolated', noContainers, 'Deployment shop/broken'],
    ['egress-not-isolated', noContainers, 'Deployment shop/broken'],
    ['allow-all-ingress', noContainers, 'Deployment shop/broken'],
    ['allow-all-egress', noContainers, 'Deployment shop/broken'],
    ['cross-namespace-ingress', noContainers, 'Deployment shop/broken'],
    ['data-store-reachable', noContainers, 'Deployment shop/broken'],
    ['host-network-pod', noContainers, 'Deployment shop/broken'],
    ['host-port', noContainers, 'Deployment shop/broken'],
    ['load-balancer-open-to-world', object('v1', 'Service', 'lb', { spec: { type: 'Public' } }), 'Service shop/lb'],
    ['node-port-service', object('v1', 'Service', 'lb', { spec: { type: 'Public' } }), 'Service shop/lb'],
    ['external-ips', object('v1', 'Service', 'lb', { spec: { type: 'Public' } }), 'Service shop/lb'],
    ['ingress-without-tls', object('networking.k8s.io/v1', 'Ingress', 'a', { spec: { rules: 'all' } }), 'Ingress shop/a'],
    ['broad-policy-writers', object(rbac, 'RoleBinding', 'a', { roleRef: 'admin' }), 'RoleBinding shop/a'],
  ])('leaves %s unknown about it', (id, broken, about) => {
    const { outcome, counts, results } = judge(id, world(shop + broken));
    const unknown = results.filter((result) => result.outcome === 'unknown');
    expect(outcome).toBe('unknown');
    expect(counts.unknown).toBe(1);
    expect(unknown.map(({ resource }) => refText(resource))).toEqual([about]);
    expect(unknown[0]?.message).toMatch(/^It could not be taken as it was given: .* It was left out\.$/);
  });

  it('does not hide what fails', () => {
    const open = deployment('shop', 'open', { app: 'open' }, { hostNetwork: true });
    expect(judge('host-network-pod', world(shop + open + noContainers))).toMatchObject({
      outcome: 'fail',
      counts: { pass: 1, fail: 1, unknown: 1 },
    });
  });

  it('is not taken for another one of a similar name', () => {
    const slash = object('apps/v1', 'Deployment', 'broken/web', { spec: { template: { spec: {} } } });
    expect(judge('host-port', world(shop + slash)).results.map(verdictText)).toEqual([
      expect.stringMatching(/^pass Deployment shop\/web:/),
      expect.stringMatching(/^unknown Deployment shop\/broken\/web:/),
    ]);
  });

  it('is the reason that is told where no results are shown', () => {
    expect(reasonOf(judge('host-port', world(shop)))).toBeNull();
    expect(reasonOf(judge('host-port', world(shop + noContainers)))).toMatch(
      /^Deployment shop\/broken: It could not be taken as it was given: .* It was left out\.$/,
    );
    const other = noContainers.replaceAll('broken', 'other');
    expect(reasonOf(judge('host-port', world(shop + noContainers + other)))).toMatch(/ And 1 more is not known\.$/);
    expect(reasonOf(judge('cni-not-enforcing', world(shop)))).toMatch(/^Whether anything enforces policies is not known/);
    expect(reasonOf(judge('ingress-without-tls', world(shop)))).toBe('there is nothing in the cluster that it speaks about');
  });

  it('is said once, however often it was given', () => {
    expect(judge('host-port', world(shop + noContainers + noContainers)).counts.unknown).toBe(1);
  });

  it('takes the pass from its namespace, and leaves it its failure', () => {
    const id = 'namespace-without-policy';
    expect(judge(id, world(shop)).results.map(verdictText)).toEqual([expect.stringMatching(/^pass Namespace shop:/)]);
    expect(judge(id, world(shop + noContainers)).results.map(verdictText)).toEqual([
      expect.stringMatching(/^unknown \(literally pass\) Namespace shop: .* Deployment shop\/broken could not be taken/),
    ]);
    expect(judge(id, world(deployment('shop', 'web') + noContainers)).outcome).toBe('fail');
    expect(judge(id, world(networkPolicy('shop', 'deny', { podSelector: {} }) + noContainers)).outcome).toBe('unknown');
  });

  it('may be what a policy selects', () => {
    const waiting = networkPolicy('shop', 'broken', { podSelector: { matchLabels: { app: 'broken' } } });
    expect(judge('policy-selects-nothing', world(shop + waiting)).outcome).toBe('fail');
    expect(judge('policy-selects-nothing', world(shop + waiting + noContainers)).outcome).toBe('unknown');
  });

  it('may be what uses the namespace default', () => {
    const lost = `---\n${JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'lost' } })}\n`;
    const empty = '---\n{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}\n';
    expect(judge('default-namespace-used', world(empty)).outcome).toBe('pass');
    expect(judge('default-namespace-used', world(empty + lost)).outcome).toBe('unknown');
  });

  it('concerns no control about other namespaces', () => {
    const dns = deployment('kube-system', 'dns');
    expect(judge('system-namespace-reachable', world(shop + dns)).counts).toMatchObject({ fail: 1, unknown: 0 });
    expect(judge('system-namespace-reachable', world(shop + dns + noContainers)).counts).toMatchObject({ fail: 1, unknown: 0 });
    const beside = deployment('prod', 'web') + deployment('dev', 'web');
    expect(judge('cross-environment-reachability', world(shop + beside + noContainers)).counts.unknown).toBe(0);
  });

  it('may be the caller that gets through to a data store', () => {
    const db = deployment('data', 'db', { app: 'db' }, { containers: [{ name: 'db', image: 'postgres:18' }] });
    const own = networkPolicy('data', 'own', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] });
    const outcome = (more: string) => judge('data-store-reachable', world(db + own + more)).results[0]?.outcome;
    expect(outcome('')).toBe('pass');
    expect(outcome(noContainers)).toBe('unknown');
    expect(outcome(noContainers.replaceAll('"shop"', '"data"'))).toBe('pass');
  });

  it('turns a share of the cluster only where one workload more could', () => {
    const closed = networkPolicy('shop', 'deny', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: {} }] }],
    });
    const many = (count: number) =>
      ['a', 'b', 'c', 'd', 'e', 'f']
        .slice(0, count)
        .map((name) => deployment('lab', name))
        .join('');
    const three = deployment('shop', 'x') + deployment('shop', 'y') + deployment('shop', 'z') + closed;
    const onX = (yaml: string) =>
      judge('blast-radius', world(yaml)).results.find(({ resource }) => resource.name === 'x')?.outcome;
    expect(onX(three + many(2))).toBe('pass');
    expect(onX(three + many(2) + noContainers)).toBe('unknown');
    expect(onX(three + many(6) + noContainers)).toBe('pass');
    const open = deployment('shop', 'x') + deployment('shop', 'y');
    expect(onX(open)).toBe('notApplicable');
    expect(onX(open + noContainers)).toBe('unknown');
  });

  it('may be a right that one who has another is not known to have', () => {
    const rights =
      object(rbac, 'Role', 'writer', {
        rules: [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create'] }],
      }) +
      object(rbac, 'RoleBinding', 'writer', {
        roleRef: { kind: 'Role', name: 'writer' },
        subjects: [{ kind: 'User', name: 'anna' }],
      });
    const outcome = (more: string) => judge('broad-policy-writers', world(rights + more)).results[0]?.outcome;
    expect(outcome('')).toBe('pass');
    expect(outcome(object(rbac, 'RoleBinding', 'a', { roleRef: 'admin' }))).toBe('unknown');
  });

  it('may be the template without pods that a policy of a live cluster waits for', () => {
    const waiting = networkPolicy('shop', 'broken', { podSelector: { matchLabels: { app: 'broken' } } });
    expect(judge('policy-selects-nothing', world(waiting, { origin: 'live' })).outcome).toBe('fail');
    expect(judge('policy-selects-nothing', world(waiting + noContainers, { origin: 'live' })).outcome).toBe('unknown');
  });

  it('may be a way into a workload', () => {
    const open = deployment('shop', 'web');
    const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'a/b', { spec: {} });
    expect(judge('exposed-and-unsegmented', world(open)).outcome).toBe('notApplicable');
    expect(judge('exposed-and-unsegmented', world(open + route)).outcome).toBe('unknown');
  });

  it('may be the environment that a namespace belongs to', () => {
    const beside =
      deployment('prod', 'web') + networkPolicy('prod', 'own', { podSelector: {}, ingress: [] }) + deployment('dev', 'web');
    const odd = '---\n{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"env": 7}}}\n';
    expect(judge('cross-environment-reachability', world(beside)).outcome).toBe('pass');
    expect(judge('cross-environment-reachability', world(beside + odd)).results.map(verdictText)).toEqual([
      expect.stringMatching(/^unknown .*Deployment prod\/web: As far as can be told: .*; but Namespace shop could not be taken/),
      expect.stringMatching(/^unknown Namespace shop: Whether it is production is not known: Namespace shop could not be taken/),
    ]);
    const alone = deployment('shop', 'web') + deployment('dev', 'web');
    expect(judge('cross-environment-reachability', world(alone)).outcome).toBe('notApplicable');
    expect(judge('cross-environment-reachability', world(alone + odd)).outcome).toBe('unknown');
  });

  it('tells where what had a verdict before may still be, unless its name tells it from that', () => {
    const unseen = (id: string, ...problems: Snapshot['problems']) => judge(id, { ...world(shop), problems }).unseenIn;
    const nameless = { object: 'a.yaml:7', message: 'does not parse.', resource: 'deployments.apps', namespace: 'shop' } as const;
    expect(unseen('host-port')).toBeUndefined();
    expect(unseen('host-port', nameless)).toEqual(['shop']);
    expect(unseen('external-ips', nameless)).toBeUndefined();
    expect(unseen('host-port', { ...nameless, object: 'Deployment shop/broken' })).toBeUndefined();
    expect(unseen('host-port', { ...nameless, object: 'Pod shop/web-1', resource: 'pods' })).toEqual(['shop']);
    expect(unseen('external-ips', { object: 'a.yaml', message: 'cannot be read.' })).toEqual([null]);
    expect(unseen('external-ips', { object: 'a.yaml:1', message: 'does not parse.', kind: 'Secret' })).toBeUndefined();
    expect(unseen('peer-selects-nothing', { ...nameless, resource: 'networkpolicies.networking.k8s.io' })).toEqual(['shop']);
    const bound = {
      object: 'RoleBinding shop/a',
      message: 'is odd.',
      resource: 'rolebindings.rbac.authorization.k8s.io',
    } as const;
    expect(unseen('broad-policy-writers', bound)).toEqual([null]);
    const jobs = { 'jobs.batch': { status: 'forbidden', message: 'no' } } as const;
    expect(judge('host-port', world(shop, { reads: jobs })).unseenIn).toEqual([null]);
  });

  it('is no workload on a live cluster if it only makes pods', () => {
    expect(judge('host-port', world(shop + noContainers, { origin: 'live' })).counts.unknown).toBe(0);
  });

  it('puts what was judged of the rest of it in doubt', () => {
    const snapshot = story('closed-shop');
    const { namespace = '', name = '' } = snapshot.objects['deployments.apps']?.[0]?.metadata ?? {};
    const problem = {
      object: `Deployment ${namespace}/${name}`,
      message: 'a port was left out.',
      resource: 'deployments.apps',
      namespace,
    } as const;
    const before = judge('host-port', snapshot).counts;
    const after = judge('host-port', sealSnapshot({ ...snapshot, problems: [problem] })).counts;
    expect(after).toEqual({ ...before, pass: before.pass - 1, unknown: before.unknown + 1 });
  });
});
