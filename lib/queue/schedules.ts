import { PgBoss } from 'pg-boss';
import { messageOf, UserError } from '#lib/errors.ts';
import { pruneQueue, type Queue, scanQueue } from './connection.ts';
import { keyOfCluster, type ScanRequest } from './scan-jobs.ts';

/** When a cluster is scanned: cron with five fields, in an IANA time zone. */
export interface Schedule {
  readonly cron: string;
  readonly timeZone: string;
}

export interface CheckedSchedule extends Schedule {
  /** The longest time between two scans that the schedule plans, seconds. */
  readonly dueSeconds: number;
  /** The next times, RFC 3339. */
  readonly next: readonly string[];
}

// Only for its arithmetic: it is never started, so it connects to nothing.
const calendar = new PgBoss('postgresql://nowhere');

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** Checks a schedule as a person gave it. Throws UserError that says what is wrong with it. */
export function checkSchedule({ cron, timeZone }: Schedule, now: Date = new Date()): CheckedSchedule {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5)
    throw new UserError(
      `The schedule "${cron}" should have five fields: minute, hour, day of month, month, day of week ("0 */6 * * *").`,
    );
  if (!isTimeZone(timeZone)) throw new UserError(`"${timeZone}" is not a time zone: give a name such as Europe/Berlin or UTC.`);
  const clean = fields.join(' ');
  const times = occurrences(clean, timeZone, now);
  const distances = times.slice(1).map((time, index) => time.getTime() - (times[index]?.getTime() ?? 0));
  if (distances.length === 0)
    throw new UserError(`The schedule "${cron}" comes round less than once in some years: choose another.`);
  return {
    cron: clean,
    timeZone,
    dueSeconds: Math.round(Math.max(...distances) / 1000),
    next: times.slice(0, 5).map((time) => time.toISOString()),
  };
}

function occurrences(cron: string, timeZone: string, from: Date): Date[] {
  try {
    return calendar.previewSchedule(cron, { tz: timeZone, from, count: 10 });
  } catch (error) {
    throw new UserError(`The schedule "${cron}" is not valid: ${messageOf(error)}.`, { cause: error });
  }
}

/** Sets when a cluster is scanned; null: only when somebody asks. */
export async function setSchedule({ boss }: Queue, cluster: number, schedule: Schedule | null): Promise<void> {
  const key = keyOfCluster(cluster);
  if (schedule === null) return boss.unschedule(scanQueue, key);
  const { cron, timeZone } = checkSchedule(schedule);
  await boss.schedule(scanQueue, cron, { cluster } satisfies ScanRequest, { tz: timeZone, key, singletonKey: key });
}

/** Makes the queue's schedules what the clusters say, whatever was lost between the two. One that is not valid is told by its cluster. */
export async function syncSchedules(
  queue: Queue,
  clusters: readonly { readonly id: number; readonly name: string; readonly cron: string | null; readonly timeZone: string }[],
): Promise<{ readonly cluster: string; readonly error: string }[]> {
  const known = new Map((await queue.boss.getSchedules(scanQueue)).map((schedule) => [schedule.key, schedule]));
  const wanted = new Set<string>();
  const wrong: { cluster: string; error: string }[] = [];
  for (const { id, name, cron, timeZone } of clusters) {
    if (cron === null) continue;
    const key = keyOfCluster(id);
    wanted.add(key);
    const current = known.get(key);
    if (current?.cron === cron && current.timezone === timeZone) continue;
    try {
      await setSchedule(queue, id, { cron, timeZone });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      wrong.push({ cluster: name, error: error.message });
    }
  }
  for (const key of known.keys()) if (!wanted.has(key)) await queue.boss.unschedule(scanQueue, key);
  return wrong;
}

/** Every night, when few scans run. */
export const schedulePrune = ({ boss }: Queue): Promise<void> =>
  boss.schedule(pruneQueue, '17 3 * * *', {}, { tz: 'UTC', singletonKey: 'all' });
