import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UserError } from '#lib/errors.ts';

const run = promisify(execFile);

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null;
    throw error;
  }
}

/** The command line of a running process; null where there is none of that id. */
async function commandOf(pid: number): Promise<string | null> {
  if (os.platform() === 'linux') return (await readIfThere(`/proc/${pid}/cmdline`))?.replaceAll('\u0000', ' ') ?? null;
  return run('ps', ['-o', 'args=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => null,
  );
}

/** A PostgreSQL server that was started on a database folder, as its `postmaster.pid` says. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

// https://www.postgresql.org/docs/current/storage-file-layout.html: process id, folder, start, port, … a line each.
async function recorded(databaseFolder: string): Promise<Postmaster | null> {
  const text = await readIfThere(path.join(databaseFolder, 'postmaster.pid'));
  const [pid, , , port] = (text ?? '').split('\n').map((line) => Number.parseInt(line, 10));
  return pid === undefined || Number.isNaN(pid) ? null : { pid, port: port === undefined || Number.isNaN(port) ? 0 : port };
}

/** The server that runs on the folder now; null where none does. */
export async function runningPostmaster(databaseFolder: string): Promise<Postmaster | null> {
  const postmaster = await recorded(databaseFolder);
  if (postmaster === null) return null;
  const command = await commandOf(postmaster.pid);
  return command?.includes('postgres') && command.includes(databaseFolder) ? postmaster : null;
}

/**
 * Clears the way for a new server. One that was left behind is asked to stop; a record whose process id belongs to somebody else by now
 * (after a restart of the machine or container) is removed, because PostgreSQL would take that process for a server.
 */
export async function clearPostmaster(databaseFolder: string, patience = 30_000): Promise<void> {
  const left = await runningPostmaster(databaseFolder);
  if (left === null) {
    if ((await recorded(databaseFolder)) !== null) await rm(path.join(databaseFolder, 'postmaster.pid'), { force: true });
    return;
  }
  // SIGINT: end all sessions, write everything, stop.
  process.kill(left.pid, 'SIGINT');
  for (let waited = 0; waited < patience; waited += 100) {
    if ((await runningPostmaster(databaseFolder)) === null) return;
    await wait(100);
  }
  throw new UserError(
    `A PostgreSQL server left behind on ${databaseFolder} (process ${left.pid}) does not stop: end it with "kill ${left.pid}".`,
  );
}
