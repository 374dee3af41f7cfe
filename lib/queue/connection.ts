import { type Queue as BossQueue, PgBoss, type QueuePolicy } from 'pg-boss';
import { env } from '#lib/env.ts';
import { messageOf, UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';

/** An open door to the queue. Every function of this folder takes it first. */
export interface Queue {
  readonly boss: PgBoss;
  close(): Promise<void>;
}

export const scanQueue = 'scan';
export const deadScanQueue = 'scan-dead';
export const pruneQueue = 'prune';
export const sampleQueue = 'sample';

/**
 * How long a worker may be silent before its job is given to another one, and how often that is looked for. It tells that it lives every
 * half of that time, but not while it judges, which takes some ten seconds for 10,000 workloads, and longer where others work, too.
 */
const heartbeatSeconds = 60;
const supervisionSeconds = 10;

const day = 86_400;

export interface QueueOptions {
  /** Workers look after schedules and lost jobs; the web only sends and looks. */
  readonly role: 'worker' | 'sender';
  /** For tests, which cannot wait as long. */
  readonly retryDelaySeconds?: number;
  readonly heartbeatSeconds?: number;
  readonly supervisionSeconds?: number;
}

type Settings = Omit<BossQueue, 'name' | 'policy' | 'partition'>;

/** Makes a queue; a worker also brings one that an earlier version made to what this one wants. */
async function makeQueue(
  boss: PgBoss,
  role: QueueOptions['role'],
  name: string,
  policy: QueuePolicy,
  settings: Settings,
): Promise<void> {
  await boss.createQueue(name, { policy, ...settings });
  if (role === 'worker') await boss.updateQueue(name, settings);
}

async function makeQueues(boss: PgBoss, options: QueueOptions): Promise<void> {
  await makeQueue(boss, options.role, deadScanQueue, 'standard', { retryLimit: 5, retryDelay: 10, deleteAfterSeconds: 30 * day });
  // One job a cluster, waiting or running: the key is the cluster.
  await makeQueue(boss, options.role, scanQueue, 'exclusive', {
    deadLetter: deadScanQueue,
    retryLimit: 5,
    retryDelay: options.retryDelaySeconds ?? 5,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: 3_600,
    heartbeatSeconds: options.heartbeatSeconds ?? heartbeatSeconds,
    retentionSeconds: day,
    deleteAfterSeconds: day,
  });
  await makeQueue(boss, options.role, sampleQueue, 'exclusive', { retryLimit: 2, expireInSeconds: 600, deleteAfterSeconds: day });
  await makeQueue(boss, options.role, pruneQueue, 'exclusive', {
    retryLimit: 2,
    expireInSeconds: 3_600,
    deleteAfterSeconds: 7 * day,
  });
}

/** Opens the queue on a database, and makes its tables there at the first time. */
export async function openQueue(url: string, options: QueueOptions): Promise<Queue> {
  const worker = options.role === 'worker';
  const supervision = options.supervisionSeconds ?? supervisionSeconds;
  const boss = new PgBoss({
    connectionString: url,
    application_name: `bulkhead queue (${options.role})`,
    max: worker ? 5 : 2,
    schedule: worker,
    supervise: worker,
    superviseIntervalSeconds: supervision,
    monitorIntervalSeconds: supervision,
    persistWarnings: false,
  });
  // Without a listener an error (the database went away for a moment) would end the process; the next poll tries again.
  boss.on('error', (error) => log.warn({ reason: messageOf(error) }, 'the queue could not reach its database'));
  await boss.start();
  await makeQueues(boss, options);
  return { boss, close: () => boss.stop({ graceful: false }) };
}

const shared = globalThis as typeof globalThis & { bulkheadQueue?: Promise<Queue> };

/** The queue of the web process, by DATABASE_URL; it stays open. Kept on the global object, because Next loads modules more than once. */
export function sharedQueue(): Promise<Queue> {
  const url = env().databaseUrl;
  if (url === null)
    throw new UserError('DATABASE_URL is not set: start Bulkhead with "npm start", which sets it.', { status: 503 });
  shared.bulkheadQueue ??= openQueue(url, { role: 'sender' }).catch((error: unknown) => {
    // The next one who asks may have more luck.
    delete shared.bulkheadQueue;
    throw new UserError('The queue cannot be reached, because the database does not answer: try again in a moment.', {
      status: 503,
      cause: error,
    });
  });
  return shared.bulkheadQueue;
}
