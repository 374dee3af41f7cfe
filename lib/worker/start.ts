// The worker as a process of its own: `node lib/worker/start.ts`. Any number of them may run against one database.
import { parseArgs } from 'node:util';
import { env } from '#lib/env.ts';
import { messageOf, UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { startWorker } from './worker.ts';

function sampleMode(given: string | undefined): 'ifEmpty' | 'asked' | 'no' {
  if (given === undefined) return env().sample === true ? 'asked' : 'no';
  if (given === 'ifEmpty' || given === 'asked' || given === 'no') return given;
  throw new UserError(`--sample is "${given}", and should be ifEmpty, asked or no.`);
}

try {
  const { values } = parseArgs({ options: { sample: { type: 'string' } } });
  const { databaseUrl, scanConcurrency, kubeconfig } = env();
  if (databaseUrl === null)
    throw new UserError('DATABASE_URL is not set: name the PostgreSQL database that this worker works for.');
  const worker = await startWorker({
    databaseUrl,
    concurrency: scanConcurrency,
    kubeconfig,
    sample: sampleMode(values.sample),
    onSampleLoaded: () => {
      if (process.connected) process.send?.({ kind: 'sampleLoaded' });
    },
  });

  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'the worker stops');
    await worker.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  // Only with a parent that opened a channel: then nobody is left to restart or stop this process.
  process.on('disconnect', () => void stop('the process that started it ended'));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error.exitCode);
}
