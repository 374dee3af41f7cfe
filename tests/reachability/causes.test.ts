import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const drift = (before: string, after: string): readonly string[] => {
  const [was, is] = [before, after].map((yaml) => reachability(policyModel(world(deployment('shop', 'web') + yaml))));
  if (was === undefined || is === undefined) throw new Error('two worlds');
  return [...driftOf(was, is)].map(
    ({ type, src, dst, causes }) => `${type} ${src} => ${dst} by ${causes.map(({ object }) => refText(object)).join(', ')}`,
  );
};
const from = (name: string, ...cidrs: readonly string[]) =>
  networkPolicy('shop', name, { podSelector: {}, ingress: [{ from: cidrs.map((cidr) => ({ ipBlock: { cidr } })) }] });
const web = 'shop/web[Deployment]';

it('of two policies that changed, addresses name the one that lets them in or keeps them out', () => {
  const before = from('one', '10.0.0.0/8') + from('two', '192.168.0.0/16');
  const after = from('one', '10.0.0.0/9') + from('two', '192.168.0.0/16', '203.0.113.8/32', '2001:db8::/32');
  expect(drift(before, after)).toEqual([
    `removed 10.128.0.0-10.255.255.255 => ${web} by NetworkPolicy shop/one`,
    `added 203.0.113.8-203.0.113.8 => ${web} by NetworkPolicy shop/two`,
    `added 2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff => ${web} by NetworkPolicy shop/two`,
  ]);
});

it('addresses that only several changes together open name them all', () => {
  const closed = from('one', '10.0.0.0/8');
  expect(drift(closed + from('two', '10.0.0.0/8'), from('one', '10.0.0.0/9') + from('two', '10.0.0.0/9'))).toEqual([
    `removed 10.128.0.0-10.255.255.255 => ${web} by NetworkPolicy shop/one, NetworkPolicy shop/two`,
  ]);
});

it('are asked for all addresses at once where very many changed', () => {
  const many = Array.from({ length: 150 }, (_, index) => `10.0.${index}.0/32`);
  const lines = drift(
    from('one', '10.1.0.0/16') + from('two', '192.168.0.0/16'),
    from('one', ...many) + from('two', '1.1.1.1/32'),
  );
  expect(lines.filter((line) => line.startsWith('added 10.0.')).length).toBe(150);
  expect(lines).toContain(`added 10.0.149.0-10.0.149.0 => ${web} by NetworkPolicy shop/one, NetworkPolicy shop/two`);
});

const reaching = (policy: string, peers: object, more: object = {}) =>
  networkPolicy('data', policy, { podSelector: {}, ingress: [{ from: [peers], ...more }] });
const db = deployment('data', 'db');
const inNamespaces = (labels: object) => ({ namespaceSelector: { matchLabels: labels } });
const labelled = (name: string, labels: object) =>
  `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })}\n`;
const between = (lines: readonly string[], src: string, dst: string): readonly string[] =>
  lines.filter((line) => line.includes(` ${src} => ${dst} `));

describe('what a new workload can reach', () => {
  const job = 'shop/job[Deployment]';

  it('is the doing of the workload alone where nothing was in its way', () => {
    const narrow = networkPolicy('shop', 'job', {
      podSelector: { matchLabels: { app: 'job' } },
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 80 }] }],
    });
    const lines = drift(db, db + deployment('shop', 'job') + narrow);
    expect(between(lines, job, 'data/db[Deployment]')).toEqual([`added ${job} => data/db[Deployment] by Deployment shop/job`]);
  });

  it('is the doing of the rule, too, without which it could not', () => {
    const closed = reaching('db', { podSelector: {} });
    const open = reaching('db', {
      ...inNamespaces({ 'kubernetes.io/metadata.name': 'shop' }),
      podSelector: { matchLabels: { app: 'job' } },
    });
    const lines = drift(db + closed, db + open + deployment('shop', 'job'));
    expect(between(lines, job, 'data/db[Deployment]')).toEqual([
      `added ${job} => data/db[Deployment] by Deployment shop/job, NetworkPolicy data/db`,
    ]);
  });

  it('is the doing of the policy, too, that is gone and would have been in its way', () => {
    const narrow = networkPolicy('shop', 'job', { podSelector: { matchLabels: { app: 'job' } }, policyTypes: ['Egress'] });
    const lines = drift(db + narrow, db + deployment('shop', 'job'));
    expect(between(lines, job, 'data/db[Deployment]')).toEqual([
      `added ${job} => data/db[Deployment] by Deployment shop/job, NetworkPolicy shop/job`,
    ]);
  });

  it('is the doing of its namespace, too, whose labels no longer bring a policy upon it', () => {
    const baseline = `---\n${JSON.stringify({
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'no-egress' },
      spec: {
        tier: 'Baseline',
        priority: 1,
        subject: { namespaces: { matchLabels: { team: 'red' } } },
        egress: [{ action: 'Deny', to: [{ namespaces: {} }] }],
      },
    })}\n`;
    const lines = drift(
      db + baseline + labelled('shop', { team: 'red' }),
      db + baseline + labelled('shop', { team: 'blue' }) + deployment('shop', 'job'),
    );
    expect(between(lines, job, 'data/db[Deployment]')).toEqual([
      `added ${job} => data/db[Deployment] by Deployment shop/job, Namespace shop`,
    ]);
  });

  it('is the doing of the other end, too, where its label let the new one in', () => {
    const closed = networkPolicy('data', 'shut', { podSelector: { matchLabels: { zone: 'shut' } } });
    const lines = drift(
      deployment('data', 'db', { zone: 'shut' }) + closed,
      deployment('data', 'db', { zone: 'open' }) + closed + deployment('shop', 'job'),
    );
    expect(between(lines, job, 'data/db[Deployment]')).toEqual([
      `added ${job} => data/db[Deployment] by Deployment shop/job, Deployment data/db`,
    ]);
  });
});

describe('nobody is blamed who had no part in what changed', () => {
  const open = reaching('old', inNamespaces({ team: 'red' }));

  it('such as a policy of another name that says the same', () => {
    const lines = drift(
      db + labelled('shop', { team: 'red' }) + open,
      db + labelled('shop', { team: 'blue' }) + reaching('new', inNamespaces({ team: 'red' })),
    );
    expect(between(lines, 'shop/web[Deployment]', 'data/db[Deployment]')).toEqual([
      'removed shop/web[Deployment] => data/db[Deployment] by Namespace shop',
    ]);
  });

  it('such as two that cancel each other', () => {
    const ports = (name: string, ...numbers: readonly number[]) =>
      reaching(name, inNamespaces({ team: 'red' }), { ports: numbers.map((port) => ({ port })) });
    const shop = labelled('shop', { team: 'red' });
    const lines = drift(
      db + shop + ports('one', 1, 80) + ports('two', 1) + ports('three', 1),
      db + shop + ports('one', 1) + ports('two', 1, 80) + ports('three', 443),
    );
    expect(between(lines, 'shop/web[Deployment]', 'data/db[Deployment]')).toEqual([
      'changed shop/web[Deployment] => data/db[Deployment] by NetworkPolicy data/three',
    ]);
  });
});
