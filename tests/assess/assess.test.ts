import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from '#lib/assess/assess.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { stories, story } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const all = (snapshot: Snapshot, settings = defaultSettings) =>
  assess(snapshot, settings).frameworks.find(({ framework }) => framework === 'all');
const control = (snapshot: Snapshot, id: string, settings = defaultSettings) =>
  assess(snapshot, settings).controls.find((result) => result.control === id);

describe('an assessment', () => {
  it.each(stories)('of %s is the same whatever the order in which the cluster was read', (name) => {
    const snapshot = story(name);
    const expected = assess(snapshot, defaultSettings);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ noNaN: true, min: 0, max: 1 })), (random) => {
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((item) => ({ item, at: random.next().value }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const objects = Object.fromEntries(
          Object.entries(snapshot.objects).map(([resource, list]) => [resource, shuffled<unknown>(list)]),
        );
        expect(assess({ ...snapshot, objects, problems: shuffled(snapshot.problems) }, defaultSettings)).toEqual(expected);
      }),
      { numRuns: 3 },
    );
  });

  it('is the same whatever the order in which labels were written', () => {
    const one = { app: 'web', tier: 'front' };
    const other = { tier: 'front', app: 'web' };
    const written = (labels: Readonly<Record<string, string>>) =>
      deployment('shop', 'web', labels) +
      networkPolicy('shop', 'web', { podSelector: { matchLabels: labels }, ingress: [{}] }) +
      networkPolicy('shop', 'none', { podSelector: { matchLabels: { ...labels, not: 'there' } } });
    const [first, second] = [one, other].map((labels) => assess(world(written(labels)), defaultSettings));
    expect(second).toEqual(first);
    expect(second?.resultsDigest).toBe(first?.resultsDigest);
  });

  it('of nothing has no score', () => {
    expect(all(world(''))?.score.value).toBeNull();
  });

  it('counts nothing where nothing could be counted', () => {
    const reads = { pods: { status: 'failed', message: 'broken' }, services: { status: 'forbidden', message: 'no' } } as const;
    const yaml = deployment('shop', 'web') + networkPolicy('shop', 'deny', { podSelector: {} });
    expect(assess(world(yaml, { reads }), defaultSettings).inventory).toEqual({
      namespaces: 1,
      workloads: null,
      pods: null,
      policies: 1,
      services: null,
      nodes: 0,
    });
  });

  it('of a cluster that lets nothing be read has no score and no coverage, and says what could not be read', () => {
    const snapshot = world(deployment('shop', 'web'));
    const forbidden = { status: 'forbidden', message: 'no' } as const;
    const reads = Object.fromEntries(Object.keys(snapshot.reads).map((name) => [name, forbidden])) as Snapshot['reads'];
    const assessment = assess({ ...snapshot, reads }, defaultSettings);
    expect(assessment.frameworks.map(({ score }) => score)).toEqual(
      assessment.frameworks.map(() => ({ value: null, grade: null, coverage: 0 })),
    );
    expect(assessment.unread).toHaveLength(Object.keys(reads).length);
    expect(new Set(assessment.controls.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
  });

  it('changes the digest of its results with any verdict, and not with an object that no verdict speaks of', () => {
    const base = deployment('shop', 'web');
    const digest = (yaml: string): string => assess(world(yaml), defaultSettings).resultsDigest;
    expect(digest(base + networkPolicy('shop', 'deny', { podSelector: {} }))).not.toBe(digest(base));
    const tier = `---\n${JSON.stringify({ apiVersion: 'crd.projectcalico.org/v1', kind: 'Tier', metadata: { name: 'a' }, spec: {} })}\n`;
    expect(digest(base + tier)).toBe(digest(base));
  });
});

describe('exclusions', () => {
  const open = deployment('kube-system', 'agent') + deployment('shop', 'web');

  it('are judged, listed and left out of the counts', () => {
    const result = control(world(open), 'ingress-not-isolated');
    expect(result?.counts).toMatchObject({ fail: 1, excluded: 1 });
    expect(result?.results.map(({ resource, outcome, excluded }) => [resource.namespace, outcome, excluded])).toEqual([
      ['kube-system', 'fail', true],
      ['shop', 'fail', false],
    ]);
  });

  it('are a setting', () => {
    expect(control(world(open), 'ingress-not-isolated', { exclusions: [] })?.counts).toMatchObject({ fail: 2, excluded: 0 });
    const shops = { exclusions: [{ controls: ['*'], namespaces: ['sho*'], why: 'a test' }] };
    expect(control(world(open), 'ingress-not-isolated', shops)?.counts).toMatchObject({ fail: 1, excluded: 1 });
  });

  it('leave no score where they leave nothing', () => {
    const everything = { exclusions: [{ controls: ['*'], namespaces: ['*'], why: 'a test' }] };
    expect(control(world(open), 'ingress-not-isolated', everything)?.outcome).toBe('notApplicable');
  });
});

describe('namespaces', () => {
  it('have a score of their own', () => {
    const snapshot = world(
      deployment('open', 'web') +
        deployment('shut', 'web') +
        networkPolicy('shut', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    );
    const rows = assess(snapshot, defaultSettings).namespaces;
    expect(rows).toMatchObject([
      { name: 'open', workloads: 1, isolatedIngress: 0, isolatedEgress: 0, worst: 'high' },
      { name: 'shut', workloads: 1, isolatedIngress: 1, isolatedEgress: 1, score: { value: 100 }, worst: null },
    ]);
    expect(rows[0]?.score.value).toBeLessThan(50);
  });

  it('are less well known where something was left out that may be in any of them', () => {
    const snapshot = world(
      deployment('shop', 'web') + networkPolicy('shop', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    );
    const coverage = (...problems: Snapshot['problems']) =>
      assess({ ...snapshot, problems }, defaultSettings).namespaces[0]?.score.coverage;
    const lost = { object: 'a.yaml:7', message: 'does not parse.', resource: 'deployments.apps' } as const;
    expect(coverage()).toBe(1);
    expect(coverage(lost)).toBeLessThan(1);
    expect(coverage(lost)).toBeLessThan(coverage({ ...lost, namespace: 'elsewhere' }) ?? 0);
    expect(coverage({ object: 'a.yaml:7', message: 'does not parse.' })).toBeLessThan(0.8);
  });

  it('are not taken for good, or for empty, where their policies could not be read', () => {
    const forbidden = { status: 'forbidden', message: 'no' } as const;
    const [row] = assess(
      world(deployment('shop', 'web'), { reads: { 'networkpolicies.networking.k8s.io': forbidden, services: forbidden } }),
      defaultSettings,
    ).namespaces;
    expect(row).toMatchObject({ workloads: 1, policies: null, isolatedIngress: null, isolatedEgress: null, entryPoints: null });
    expect(row?.score.coverage).toBeLessThan(0.5);
    expect(row?.score.grade).toBeNull();
  });
});
