import type { Standing } from '#lib/store/read/standing.ts';

/** Why there is no number, for the place where one would stand. */
export function noScoreReason(standings: readonly Pick<Standing, 'scan' | 'score'>[]): string {
  if (standings.every(({ scan }) => scan === null)) return 'No scan has succeeded yet.';
  if (standings.every(({ score }) => score.coverage === null)) return 'There is nothing that these controls speak about.';
  return 'Nothing that counts could be evaluated.';
}
