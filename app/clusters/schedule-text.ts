import cronstrue from 'cronstrue';
import { relativeTime } from '#components/text/time.tsx';
import { UserError } from '#lib/errors.ts';
import { checkSchedule } from '#lib/queue/schedules.ts';
import type { Cluster } from '#lib/store/clusters.ts';

/** When a cluster is scanned, in words: `At minute 0 past every 6 hours (UTC), next in 2 hours`. */
export function scheduleText({ cron, timeZone }: Pick<Cluster, 'cron' | 'timeZone'>, now = new Date()): string {
  if (cron === null) return 'Scanned only when somebody asks';
  try {
    const [next] = checkSchedule({ cron, timeZone }, now).next;
    const words = cronstrue.toString(cron, { use24HourTimeFormat: true, verbose: false });
    return `Scanned ${words.charAt(0).toLowerCase()}${words.slice(1)} (${timeZone})${next === undefined ? '' : `, next ${relativeTime(new Date(next), now)}`}`;
  } catch (error) {
    // Saved by a version with other rules, or by hand: it is told, and the worker does not run it.
    if (error instanceof UserError) return `Not scanned by itself: ${error.message}`;
    throw error;
  }
}
