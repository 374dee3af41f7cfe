// `npm start`: database, migrations, build, worker and web, in this order, until Ctrl-C.
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Env, env } from '#lib/env.ts';
import { UserError } from '#lib/errors.ts';
import { migrate } from '#lib/store/migrate.ts';
import { buildWeb, isBuilt } from './build.ts';
import { type EmbeddedDatabase, startDatabase } from './database.ts';
import { holdFolder } from './only-one.ts';
import { assertCanListen } from './port.ts';
import { type Supervised, supervise } from './supervise.ts';
import { startWeb, untilWell, webUrl } from './web.ts';

/** How long each process may take to end by itself, milliseconds. */
const webPatience = 3_000;
const workerPatience = 12_000;
/** A first page with data in it is worth a moment. */
const samplePatience = 5_000;

const say = (message: string) => process.stderr.write(`${message}\n`);

/** Whatever runs, in the order in which it was started. */
interface Running {
  database: EmbeddedDatabase | null;
  worker: Supervised | null;
  web: Supervised | null;
}

async function stopAll({ database, worker, web }: Running): Promise<void> {
  await web?.stop(webPatience);
  await worker?.stop(workerPatience);
  await database?.stop();
}

async function embedded({ dataDir, dataDirGiven }: Env): Promise<EmbeddedDatabase> {
  await holdFolder(dataDir);
  return startDatabase({ folder: dataDir, given: dataDirGiven, onProgress: say });
}

function sampleMode({ databaseUrl, sample }: Env): 'ifEmpty' | 'asked' | 'no' {
  if (sample === true) return 'asked';
  return databaseUrl === null && sample === null ? 'ifEmpty' : 'no';
}

function startWorkerProcess(environment: NodeJS.ProcessEnv, sample: string, onSampleLoaded: () => void): ChildProcess {
  const child = fork(path.resolve(import.meta.dirname, '../worker/start.ts'), [`--sample=${sample}`], {
    detached: true,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'sampleLoaded') onSampleLoaded();
  });
  return child;
}

/** What the processes are told. A person at a terminal is spared the routine messages of the log, unless they ask for them. */
const environmentOf = (settings: Env, databaseUrl: string): NodeJS.ProcessEnv => ({
  ...process.env,
  DATABASE_URL: databaseUrl,
  BULKHEAD_LOG_LEVEL: process.env.BULKHEAD_LOG_LEVEL ?? (process.stderr.isTTY ? 'warn' : settings.logLevel),
});

async function start(running: Running, signal: AbortSignal): Promise<void> {
  const settings = env();
  await assertCanListen(settings.host, settings.port);
  if (settings.databaseUrl === null) running.database = await embedded(settings);
  signal.throwIfAborted();
  const databaseUrl = settings.databaseUrl ?? running.database?.url;
  if (databaseUrl === undefined) throw new Error('there is no database');
  await migrate(databaseUrl);
  signal.throwIfAborted();

  const environment = environmentOf(settings, databaseUrl);
  const sample = sampleMode(settings);
  // The worker fills the sample fleet while the web app is built.
  const sampleLoaded = new Promise<void>((resolve) => {
    running.worker = supervise('worker', () => startWorkerProcess(environment, sample, resolve));
  });
  if (!(await isBuilt())) await buildWeb({ signal, onProgress: say });
  signal.throwIfAborted();
  running.web = supervise('web', () => startWeb(settings, environment));
  await untilWell(settings, { signal });
  if (sample !== 'no') await Promise.race([sampleLoaded, wait(samplePatience, undefined, { signal })]);
  process.stdout.write(`Bulkhead is ready: ${webUrl(settings)}\n`);
}

const running: Running = { database: null, worker: null, web: null };
const stopping = new AbortController();
let ending: Promise<void> | null = null;

async function end(code: number): Promise<void> {
  await stopAll(running);
  process.exitCode = code;
  process.exit();
}

function stop(): void {
  if (ending === null) {
    if (process.stderr.isTTY) say('\nStopping…');
    ending = begun.then(
      () => end(0),
      () => end(0),
    );
  }
  stopping.abort();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

// npm runs us in a shell, which does not pass signals on: that the shell is gone is all that we learn of `kill`ing npm.
if (process.env.npm_lifecycle_event !== undefined) {
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) stop();
  }, 500).unref();
}

const begun = start(running, stopping.signal);
try {
  await begun;
} catch (error) {
  if (!stopping.signal.aborted) {
    say(
      error instanceof UserError
        ? error.message
        : `Bulkhead could not start: ${error instanceof Error ? error.stack : String(error)}`,
    );
    await end(error instanceof UserError ? error.exitCode : 1);
  }
}
