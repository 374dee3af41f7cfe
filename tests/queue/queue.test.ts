import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openQueue, type Queue, scanQueue } from '#lib/queue/connection.ts';
import { cancelScans, listDeadScans, listScanJobs, requestScan } from '#lib/queue/scan-jobs.ts';
import { checkSchedule, schedulePrune, setSchedule, syncSchedules } from '#lib/queue/schedules.ts';
import { type GivenUp, type ScanAttempt, type ScanEnd, work } from '#lib/queue/work.ts';
import { freshDatabase } from '#tests/support/postgres.ts';

let queue: Queue;
let web: Queue;
const attempts: ScanAttempt[] = [];
const givenUp: GivenUp[] = [];
/** What the scan of a cluster comes to. */
const scans = new Map<number, (attempt: ScanAttempt) => Promise<ScanEnd>>();

const until = async (condition: () => boolean | Promise<boolean>) => {
  while (!(await condition())) await wait(50);
};

beforeAll(async () => {
  const url = await freshDatabase();
  [queue, web] = await Promise.all([
    openQueue(url, { role: 'worker', retryDelaySeconds: 1, heartbeatSeconds: 10, supervisionSeconds: 1 }),
    openQueue(url, { role: 'sender' }),
  ]);
  await work(
    queue,
    {
      onScan: async (attempt) => {
        attempts.push(attempt);
        return scans.get(attempt.cluster)?.(attempt) ?? { end: 'done' };
      },
      onGivenUp: async (scan) => void givenUp.push(scan),
      onPrune: async () => {},
      onSample: async () => {},
    },
    2,
  );
});
afterAll(async () => {
  await Promise.all([queue.close(), web.close()]);
});

describe('a scan', () => {
  test('that is asked for twice is one job, and can be asked for again when it has ended', async () => {
    let release = () => {};
    scans.set(1, () => new Promise((resolve) => (release = () => resolve({ end: 'done' }))));
    const asked = await Promise.all([requestScan(web, 1), requestScan(web, 1), requestScan(queue, 1)]);
    expect(new Set(asked.map(({ jobId }) => jobId)).size).toBe(1);
    expect(asked.filter(({ created }) => created)).toHaveLength(1);
    await until(async () => (await listScanJobs(web, 1))[0]?.state === 'running');
    expect(await requestScan(web, 1)).toEqual({ jobId: asked[0]?.jobId, created: false });
    release();
    await until(async () => (await listScanJobs(web, 1)).length === 0);
    expect(await requestScan(web, 1)).toMatchObject({ created: true });
    await until(() => attempts.filter(({ cluster }) => cluster === 1).length === 2);
    release();
  });

  test('of one cluster does not wait for that of another', async () => {
    let release = () => {};
    scans.set(2, () => new Promise((resolve) => (release = () => resolve({ end: 'done' }))));
    await requestScan(web, 2);
    await requestScan(web, 3);
    await until(() => attempts.some(({ cluster }) => cluster === 3));
    expect((await listScanJobs(web)).map(({ cluster }) => cluster)).toContain(2);
    release();
  });

  test('that fails is tried again, with the error visible meanwhile', async () => {
    scans.set(4, async ({ attempt }) => {
      if (attempt === 1) throw new Error('the API server does not answer');
      return { end: 'done' };
    });
    const { jobId } = await requestScan(web, 4);
    await until(async () => (await listScanJobs(web, 4))[0]?.state === 'retrying');
    expect(await listScanJobs(web, 4)).toMatchObject([
      { jobId, failed: 1, attempts: 6, lastError: 'the API server does not answer' },
    ]);
    await until(async () => (await listScanJobs(web, 4)).length === 0);
    expect(attempts.filter(({ cluster }) => cluster === 4).map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(givenUp.filter(({ cluster }) => cluster === 4)).toEqual([]);
  });

  test('that fails in words that PostgreSQL cannot keep is tried again like any other', async () => {
    scans.set(8, ({ attempt }) =>
      attempt === 1 ? Promise.reject(new Error('nul\u0000 and half\ud800')) : Promise.resolve({ end: 'done' }),
    );
    await requestScan(web, 8);
    await until(async () => (await listScanJobs(web, 8))[0]?.state === 'retrying');
    expect((await listScanJobs(web, 8))[0]?.lastError).toBe('nul\uFFFD and half\uFFFD');
    await until(async () => (await listScanJobs(web, 8)).length === 0);
  }, 20_000);

  test('that waits for its next attempt begins at once when somebody asks', async () => {
    await queue.boss.updateQueue('scan', { retryDelay: 300 });
    scans.set(5, async ({ attempt }) => {
      if (attempt === 1) throw new Error('not now');
      return { end: 'done' };
    });
    await requestScan(web, 5);
    await until(async () => (await listScanJobs(web, 5))[0]?.state === 'retrying');
    expect(await requestScan(web, 5)).toMatchObject({ created: false });
    await until(async () => (await listScanJobs(web, 5)).length === 0);
    expect(attempts.filter(({ cluster }) => cluster === 5)).toHaveLength(2);
    await queue.boss.updateQueue('scan', { retryDelay: 1 });
  });

  test('that is hopeless is given up at the first attempt, and stays visible', async () => {
    scans.set(6, async () => ({ end: 'hopeless', error: 'there is no context "prod"' }));
    const { jobId } = await requestScan(web, 6);
    await until(() => givenUp.some(({ cluster }) => cluster === 6));
    expect(attempts.filter(({ cluster }) => cluster === 6)).toHaveLength(1);
    expect(givenUp.find(({ cluster }) => cluster === 6)).toMatchObject({ jobId, error: 'there is no context "prod"' });
    expect((await listDeadScans(web)).find(({ cluster }) => cluster === 6)).toMatchObject({
      jobId,
      error: 'there is no context "prod"',
    });
    expect(await requestScan(web, 6)).toMatchObject({ created: true });
  });

  test('of a cluster that is gone is forgotten', async () => {
    scans.set(7, async () => {
      throw new Error('not yet');
    });
    await queue.boss.updateQueue('scan', { retryDelay: 300 });
    await requestScan(web, 7);
    await until(async () => (await listScanJobs(web, 7))[0]?.state === 'retrying');
    await cancelScans(web, 7);
    expect(await listScanJobs(web, 7)).toEqual([]);
    await queue.boss.updateQueue('scan', { retryDelay: 1 });
  });
});

test('a worker that judges a large cluster, and says nothing for half a minute, keeps its scan', async () => {
  const usual = await openQueue(await freshDatabase(), { role: 'worker' });
  try {
    const { heartbeatSeconds } = (await usual.boss.getQueue(scanQueue)) ?? {};
    // A sign of life is given every half of it: the last one may be as old as that when the silence begins.
    expect((heartbeatSeconds ?? 0) / 2).toBeGreaterThanOrEqual(30);
  } finally {
    await usual.close();
  }
});

describe('a schedule', () => {
  test('is kept per cluster, follows the clusters, and goes with them', async () => {
    await setSchedule(web, 10, { cron: '0 4 * * *', timeZone: 'Europe/Berlin' });
    await schedulePrune(queue);
    const wrong = await syncSchedules(queue, [
      { id: 11, name: 'a', cron: '*/15 * * * *', timeZone: 'UTC' },
      { id: 12, name: 'b', cron: null, timeZone: 'UTC' },
      { id: 13, name: 'c', cron: 'whenever', timeZone: 'UTC' },
    ]);
    expect(wrong).toMatchObject([{ cluster: 'c', error: expect.stringContaining('should have five fields') }]);
    const schedules = await queue.boss.getSchedules('scan');
    expect(schedules.map(({ key, cron, timezone }) => [key, cron, timezone])).toEqual([['cluster-11', '*/15 * * * *', 'UTC']]);
    await setSchedule(web, 11, null);
    expect(await queue.boss.getSchedules('scan')).toEqual([]);
    expect(await queue.boss.getSchedules('prune')).toHaveLength(1);
  });

  test('makes a scan when its time comes', async () => {
    await setSchedule(web, 20, { cron: '* * * * *', timeZone: 'UTC' });
    await until(() => attempts.some(({ cluster }) => cluster === 20));
    await setSchedule(web, 20, null);
  }, 120_000);

  const now = new Date('2026-03-28T12:00:00Z');
  test.each([
    ['0 4 * * *', 'UTC', 86_400, '2026-03-29T04:00:00.000Z'],
    ['0 4 * * 1-5', 'UTC', 3 * 86_400, '2026-03-30T04:00:00.000Z'],
    // The clocks go forward in the night to the 29th.
    ['30 6 * * *', 'Europe/Berlin', 86_400, '2026-03-29T04:30:00.000Z'],
  ])('%s in %s is due every %d seconds at most, first at %s', (cron, timeZone, dueSeconds, first) => {
    const checked = checkSchedule({ cron, timeZone }, now);
    expect(checked.dueSeconds).toBe(dueSeconds);
    expect(checked.next[0]).toBe(first);
  });

  test.each([
    ['* * *', 'UTC', /should have five fields/],
    ['0 0 0 0 0 0', 'UTC', /should have five fields/],
    ['61 * * * *', 'UTC', /The schedule "61 \* \* \* \*" is not valid/],
    ['0 0 31 2 *', 'UTC', /The schedule "0 0 31 2 \*"/],
    ['0 0 * * *', 'Mars/Olympus', /"Mars\/Olympus" is not a time zone/],
  ])('%s in %s is refused with the reason', (cron, timeZone, message) => {
    expect(() => checkSchedule({ cron, timeZone }, now)).toThrow(message);
  });
});
