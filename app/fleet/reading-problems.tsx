import { Verdict } from '#components/verdict/verdict.tsx';
import { gapsOf } from '#lib/snapshot/snapshot.ts';
import type { Standing } from '#lib/store/read/standing.ts';

const counted = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

/** What is wrong with reading a cluster, in a word: the cluster's own page says the rest. */
export function ReadingProblems({
  standing: { scan, failure, summary },
}: {
  readonly standing: Pick<Standing, 'scan' | 'failure' | 'summary'>;
}) {
  if (failure !== null) return <Verdict tone="stale" label="Last scan failed" />;
  if (scan === null) return <Verdict tone="unknown" label="Not scanned yet" />;
  const unread = summary?.unread.length ?? 0;
  const problems = gapsOf(summary?.problems ?? []).length;
  if (unread === 0 && problems === 0) return 'complete';
  const parts = [
    ...(unread > 0 ? [`${counted(unread, 'kind')} unread`] : []),
    ...(problems > 0 ? [`${counted(problems, 'object')} unclear`] : []),
  ];
  return <Verdict tone="unknown" label={parts.join(', ')} />;
}
