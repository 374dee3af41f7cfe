import { describe, expect, it } from 'vitest';
import { controlStandings, requirementStandings, withinFramework } from '#lib/report/standing.ts';
import { clusterPosture, halfForbidden, postureOf, production } from './postures.ts';

describe('a control over several clusters', () => {
  const clusters = [
    clusterPosture({ name: 'a', failing: { 'host-port': 3 } }),
    clusterPosture({ name: 'b', failing: { 'host-port': 1 } }),
    halfForbidden(),
  ];
  const standings = controlStandings({ clusters });
  const of = (id: string) => standings.find(({ text }) => text.id === id);

  it('is as bad as its worst cluster', () => {
    expect(of('host-port')?.outcome).toBe('fail');
    expect(of('ingress-not-isolated')?.outcome).toBe('unknown');
    expect(of('external-ips')?.outcome).toBe('pass');
  });

  it('lists findings of each cluster by turns, without those that settings leave out', () => {
    expect(of('host-port')?.findings.map(({ cluster }) => cluster)).toEqual([
      'a',
      'b',
      'staging-eu-west-1',
      'a',
      'staging-eu-west-1',
      'a',
    ]);
    const many = controlStandings({ clusters: [clusterPosture({ name: 'a', failing: { 'host-port': 9 } })] });
    const ports = many.find(({ text }) => text.id === 'host-port');
    expect([ports?.findings.length, ports?.excluded.length, ports?.counts.excluded]).toEqual([9, 2, 2]);
  });

  it('comes in order of severity', () => {
    const order = ['critical', 'high', 'medium', 'low'];
    const ranks = standings.map(({ text }) => order.indexOf(text.severity));
    expect(ranks).toEqual(ranks.toSorted());
  });

  it('keeps the results of a control that is no longer in the catalogue', () => {
    const [first] = production().controls;
    if (first === undefined) throw new Error('the fixture has no controls');
    const gone = controlStandings({ clusters: [{ ...production(), controls: [{ ...first, control: 'gone-since' }] }] });
    expect(gone[0]?.text).toMatchObject({ id: 'gone-since', title: 'gone-since' });
  });
});

describe('a requirement over several clusters', () => {
  it('fails if it fails anywhere, and its literal verdict is that of the worst cluster', () => {
    const standings = requirementStandings({ clusters: [production(), halfForbidden()] });
    const policies = standings.find(({ requirement }) => requirement === '5.3.2');
    expect(policies).toMatchObject({ outcome: 'fail', literal: 'unknown' });
    expect(policies?.clusters.map(({ result }) => result.outcome)).toEqual(['fail', 'unknown']);
  });
});

describe('a report against one framework', () => {
  it('has only the controls and changes that bear on it; one over all controls has everything', () => {
    const posture = withinFramework(postureOf({ clusters: [production()] }));
    const ids = posture.clusters[0]?.controls.map(({ control }) => control);
    expect(ids).toContain('namespace-without-policy');
    expect(ids).not.toContain('ingress-not-isolated');
    expect(posture.clusters[0]?.changes.opened.every(({ control }) => ids?.includes(control))).toBe(true);
    const all = postureOf({ framework: 'all', clusters: [production('all')] });
    expect(withinFramework(all)).toBe(all);
  });
});
