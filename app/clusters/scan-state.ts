import type { ScanState } from '#components/scan/scan-state.ts';
import { sharedQueue } from '#lib/queue/connection.ts';
import { listScanJobs, type ScanJob } from '#lib/queue/scan-jobs.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { listProgress, type ScanProgress } from '#lib/store/progress.ts';
import { lastScans } from '#lib/store/read/scans.ts';

/** A worker takes a waiting job within a few seconds; longer than this, and there may be none. */
const patienceMs = 30_000;

function waitingStep({ startsAt }: ScanJob, now: Date): string {
  return now.getTime() - Date.parse(startsAt) < patienceMs
    ? 'Waiting for a worker.'
    : 'Waiting for a worker: none has taken it yet. All may be busy, or none may run.';
}

function stepOf(job: ScanJob, progress: ScanProgress | undefined, now: Date): string {
  if (job.state === 'queued') return waitingStep(job, now);
  if (job.state === 'retrying')
    return `Attempt ${job.failed} of ${job.attempts} failed; the next begins at ${job.startsAt.slice(11, 19)} UTC.`;
  if (progress === undefined) return 'Beginning.';
  const attempt = progress.attempt > 1 ? ` (attempt ${progress.attempt} of ${job.attempts})` : '';
  return `${progress.step.charAt(0).toUpperCase()}${progress.step.slice(1)}${attempt}`;
}

const phases = { queued: 'waiting', running: 'running', retrying: 'retrying' } as const;

/** What the workers are at with a cluster. */
export async function scanStateOf(cluster: number, now = new Date()): Promise<ScanState> {
  const store = sharedStore();
  const [jobs, progresses, { last }] = await Promise.all([
    sharedQueue().then((queue) => listScanJobs(queue, cluster)),
    listProgress(store, cluster),
    lastScans(store, cluster),
  ]);
  const job = jobs.find(({ state }) => state === 'running') ?? jobs[0];
  if (job === undefined) return { phase: 'idle', step: '', share: null, error: null, lastScan: last?.number ?? null };
  const progress = progresses.find(({ jobId }) => jobId === job.jobId);
  return {
    phase: phases[job.state],
    step: stepOf(job, progress, now),
    share:
      progress === undefined || progress.total === null || progress.total === 0
        ? null
        : Math.min(1, progress.done / progress.total),
    error: progress?.error ?? job.lastError,
    lastScan: last?.number ?? null,
  };
}
