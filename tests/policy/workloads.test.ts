import { expect, it } from 'vitest';
import { workloadsOf } from '#lib/policy/workloads.ts';
import { deployment, world } from '#tests/support/world.ts';

const owned = (by: string, name: string) => [{ apiVersion: 'example.org/v1', kind: by, name, controller: true, uid: '1' }];

const controller = (kind: string, name: string, ownerReferences: object[], labels: object = { app: name }): string => {
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.org/app:1' }] } };
  return `---\n${JSON.stringify({
    apiVersion: kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', ownerReferences },
    spec: kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template },
  })}\n`;
};

const idsOf = (yaml: string) => workloadsOf(world(yaml), new Set()).map(({ id }) => id);

it('counts a controller that an operator owns, whether or not its pods are given', () => {
  expect(idsOf(controller('StatefulSet', 'metrics', owned('Prometheus', 'metrics')))).toEqual(['shop/metrics[StatefulSet]']);
});

it('takes a ReplicaSet and a Job for what controls them', () => {
  const template = controller('ReplicaSet', 'web-6f7', owned('Deployment', 'web'));
  const job = controller('Job', 'backup-29000000', owned('CronJob', 'backup'));
  expect(idsOf(template + job)).toEqual(['shop/backup[CronJob]', 'shop/web[Deployment]']);
});

it('believes the controller where its own template is given as well', () => {
  const old = controller('ReplicaSet', 'web-6f7', owned('Deployment', 'web'), { app: 'old' });
  const job = controller('Job', 'backup-29000000', owned('CronJob', 'backup'), { app: 'old' });
  const found = workloadsOf(world(old + job + deployment('shop', 'web') + controller('CronJob', 'backup', [])), new Set());
  expect(found.map(({ id, labels, pods }) => ({ id, labels, pods }))).toEqual([
    { id: 'shop/backup[CronJob]', labels: { app: 'backup' }, pods: 1 },
    { id: 'shop/web[Deployment]', labels: { app: 'web' }, pods: 1 },
  ]);
});

it('in manifests lets a template stand for pods of which only ended ones are given, but a Job that has run does so no more', () => {
  const ended = (kind: string, name: string): string =>
    `---\n${JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${name}-x`, namespace: 'shop', ownerReferences: owned(kind, name) },
      spec: { containers: [{ name: 'main', image: 'example.org/app:1' }] },
      status: { phase: 'Failed' },
    })}\n`;
  const given = deployment('shop', 'web') + ended('Deployment', 'web') + controller('Job', 'once', []) + ended('Job', 'once');
  const running = (origin: 'manifests' | 'live') =>
    workloadsOf(world(given, { origin }), new Set()).flatMap(({ id, running: runs }) => (runs ? [id] : []));
  expect(running('manifests')).toEqual(['shop/web[Deployment]']);
  expect(running('live')).toEqual([]);
});
