import { createHash } from 'node:crypto';
import type { Posture } from '#lib/assess/posture.ts';

/**
 * What the report rests on, as one value: of a cluster the digest of its snapshot; of a fleet the SHA-256 of one line for each cluster,
 * its name, a tab, its snapshot's digest (`-` without one) and a line feed, in the order of the report. Null where nothing was read.
 */
export function basisDigest({ scope, clusters }: Pick<Posture, 'scope' | 'clusters'>): string | null {
  const [only] = clusters;
  if (scope.kind === 'cluster') return only?.scan?.snapshotDigest ?? null;
  if (clusters.every(({ scan }) => scan?.snapshotDigest == null)) return null;
  const hash = createHash('sha256');
  for (const { name, scan } of clusters) hash.update(`${name}\t${scan?.snapshotDigest ?? '-'}\n`);
  return hash.digest('hex');
}
