import type { BySeverity, Standing } from '#lib/store/read/standing.ts';

/** Open findings of several clusters together. */
export function findingsOf(standings: readonly Pick<Standing, 'findings'>[]): BySeverity {
  const sum = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { findings } of standings) {
    sum.critical += findings.critical;
    sum.high += findings.high;
    sum.medium += findings.medium;
    sum.low += findings.low;
  }
  return sum;
}
