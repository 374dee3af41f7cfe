import { describe, expect, it } from 'vitest';
import type { DriftGroup } from '#lib/assess/drift.ts';
import { foldedDrift } from '#lib/assess/drift-fold.ts';
import type { ChangedObject } from '#lib/reachability/change.ts';
import type { Allowed } from '#lib/reachability/reach.ts';

const policy = (name: string): ChangedObject => ({
  object: { kind: 'NetworkPolicy', namespace: 'shop', name },
  change: 'changed',
  what: 'rule spec.ingress[0] changed',
});
const web: Allowed = { TCP: ['80'] };
const all: Allowed = 'All';
const none: Allowed = 'None';
const one = 'shop/one[Deployment]';
const two = 'shop/two[Deployment]';
const three = 'shop/three[Deployment]';

const group = (src: readonly string[], dst: readonly string[], before: Allowed, after: Allowed, by = 'allow'): DriftGroup => ({
  type: before === 'None' ? 'added' : after === 'None' ? 'removed' : 'changed',
  src,
  dst,
  before,
  after,
  causes: [policy(by)],
});

const at = (scan: number): string => new Date(Date.UTC(2026, 0, scan)).toISOString();
const scan = (number: number, ...groups: readonly DriftGroup[]) => ({ scan: number, at: at(number), groups });

const brief = (scans: Parameters<typeof foldedDrift>[0]) =>
  foldedDrift(scans)
    .map(({ src, dst, before, after, causes }) => ({
      src,
      dst,
      from: before,
      to: after,
      by: causes.map((cause) => `${cause.object.name} in ${cause.scan}`),
    }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe('what several scans saw change, as one', () => {
  it('is of a single scan just that, with its number and time', () => {
    expect(foldedDrift([scan(4, group([one], [two], none, web))])).toEqual([
      { type: 'added', src: [one], dst: [two], before: none, after: web, causes: [{ ...policy('allow'), scan: 4, at: at(4) }] },
    ]);
  });

  it('leaves out what came back to what it was', () => {
    expect(brief([scan(2, group([one, three], [two], none, web)), scan(5, group([one], [two], web, none))])).toEqual([
      { src: [three], dst: [two], from: none, to: web, by: ['allow in 2'] },
    ]);
  });

  it('has the first state before and the last one after, and the causes of both changes', () => {
    const scans = [scan(2, group([one], [two], none, web)), scan(5, group([one], [two], web, all, 'wide'))];
    expect(brief(scans)).toEqual([{ src: [one], dst: [two], from: none, to: all, by: ['allow in 2', 'wide in 5'] }]);
    expect(foldedDrift(scans)[0]?.type).toBe('added');
  });

  it('joins connections again that differ alike', () => {
    const scans = [scan(2, group([one], [two], none, web)), scan(2, group([three], [two], none, web))];
    expect(brief(scans)).toEqual([{ src: [one, three], dst: [two], from: none, to: web, by: ['allow in 2'] }]);
  });

  it('tells of ranges of addresses that overlap each address by itself', () => {
    const wide = '10.0.0.0-10.255.255.255';
    const scans = [
      scan(2, group([one], [wide], none, all, 'open')),
      scan(3, group([one], ['10.1.0.0-10.1.255.255'], all, none, 'shut')),
      scan(4, group([two], [wide], none, all, 'open')),
    ];
    expect(brief(scans)).toEqual([
      { src: [one], dst: ['10.0.0.0-10.0.255.255', '10.2.0.0-10.255.255.255'], from: none, to: all, by: ['open in 2'] },
      { src: [two], dst: [wide], from: none, to: all, by: ['open in 4'] },
    ]);
  });

  it('does so for addresses that connections come from, and for IPv6', () => {
    const scans = [
      scan(2, group(['fd00::-fd00::ffff'], [one], none, web)),
      scan(3, group(['fd00::-fd00::ff'], [one], web, all, 'more')),
    ];
    expect(brief(scans)).toEqual([
      { src: ['fd00::-fd00::ff'], dst: [one], from: none, to: all, by: ['allow in 2', 'more in 3'] },
      { src: ['fd00::100-fd00::ffff'], dst: [one], from: none, to: web, by: ['allow in 2'] },
    ]);
  });
});
