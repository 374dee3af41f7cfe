import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { basisDigest } from '#lib/report/digest.ts';
import { halfForbidden, neverScanned, postureOf, production } from './postures.ts';

describe('what a report rests on', () => {
  it('is the snapshot of a cluster', () => {
    expect(basisDigest(postureOf({ clusters: [production()] }))).toBe(production().scan?.snapshotDigest);
  });

  it('is, of a fleet, what anyone can compute from the list of clusters', () => {
    const clusters = [production(), neverScanned(), halfForbidden()];
    const lines = clusters.map(({ name, scan }) => `${name}\t${scan?.snapshotDigest ?? '-'}\n`).join('');
    expect(basisDigest(postureOf({ clusters }))).toBe(createHash('sha256').update(lines).digest('hex'));
  });

  it('is nothing where nothing was read', () => {
    expect(basisDigest(postureOf({ clusters: [neverScanned()] }))).toBeNull();
    expect(basisDigest(postureOf({ clusters: [neverScanned(), neverScanned('b')] }))).toBeNull();
    expect(basisDigest(postureOf({ kind: 'fleet', clusters: [] }))).toBeNull();
  });
});
