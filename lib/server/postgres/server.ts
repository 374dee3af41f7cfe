import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { UserError } from '#lib/errors.ts';
import { type Account, postgresAccount } from './account.ts';
import { type Binaries, postgresBinaries } from './binaries.ts';
import { newPassword, readPassword, usableDataFolder, writeSecret } from './data-folder.ts';
import { clearPostmaster } from './postmaster.ts';

const user = 'bulkhead';
export const databaseFolderName = 'postgres';

/** A folder with a database in it, ready to be served. */
export interface PreparedDatabase {
  readonly dataFolder: string;
  readonly databaseFolder: string;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly password: string;
}

export interface PrepareOptions {
  readonly folder: string;
  /** The folder was asked for by name: no other one will do. */
  readonly given: boolean;
  readonly onProgress: (message: string) => void;
}

/** No settings of the machine's own: a database has the same order of text everywhere. */
const environment: NodeJS.ProcessEnv = { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

const asAccount = (account: Account) => (account === null ? {} : { uid: account.uid, gid: account.gid });

async function output(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text }));
  });
}

/** What went wrong, as PostgreSQL says it: its last line of weight. */
function complaintOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const grave = lines.filter((line) => /FATAL|PANIC|error|could not/i.test(line));
  return (grave[0] ?? lines.at(-1) ?? 'it said nothing').replace(/^.*?(FATAL|PANIC|ERROR|initdb: error):\s*/, '').trim();
}

/** Makes a new database beside its place and moves it there, so that an interrupted start leaves none that is half made. */
async function initialise(prepared: PreparedDatabase): Promise<void> {
  const { databaseFolder, dataFolder, binaries, account, password } = prepared;
  const unfinished = `${databaseFolder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (account !== null) await chown(unfinished, account.uid, account.gid);
  const passwordFile = path.join(dataFolder, 'new-password');
  await writeSecret(passwordFile, `${password}\n`, account);
  try {
    const child = spawn(
      binaries.initdb,
      [
        ...['-D', unfinished, '-U', user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'],
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
      ],
      { ...asAccount(account), env: environment, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const { code, text } = await output(child);
    if (code !== 0) throw new UserError(`The embedded database could not be made in ${dataFolder}: ${complaintOf(text)}.`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, databaseFolder);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Finds or makes the database of a data folder. Throws UserError for a folder that cannot be used or whose database is broken. */
export async function prepareDatabase({ folder, given, onProgress }: PrepareOptions): Promise<PreparedDatabase> {
  const account = await postgresAccount();
  const dataFolder = await usableDataFolder({ folder, given }, account, onProgress);
  const databaseFolder = path.join(dataFolder, databaseFolderName);
  const binaries = await postgresBinaries(account, onProgress);
  const names = await namesIn(databaseFolder);
  const known = await readPassword(dataFolder);
  if (names.length > 0 && (!names.includes('PG_VERSION') || known === null))
    throw new UserError(
      `The data folder ${dataFolder} is broken (${known === null ? 'postgres.json with the password' : 'postgres/PG_VERSION'} is missing): restore it from a backup, or move it away to start anew.`,
    );
  const prepared = { dataFolder, databaseFolder, binaries, account, password: known ?? (await newPassword(dataFolder)) };
  if (names.length === 0) {
    onProgress('Making a new database…');
    await initialise(prepared);
  }
  await clearPostmaster(databaseFolder);
  return prepared;
}

export const databaseUrl = (password: string, port: number): string =>
  `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;

export interface RunningDatabase {
  readonly url: string;
  /** Resolves when the server has ended, for whatever reason, with what it said last. */
  readonly ended: Promise<string>;
  /** Ends all sessions, writes everything, and resolves when the server has stopped. */
  stop(): Promise<void>;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {
    // Told by the statement that runs.
  });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export interface ServeOptions {
  readonly port: number;
  /** For tests: nothing has to survive a crash of the machine. */
  readonly unsafe?: boolean;
  readonly patience?: number;
}

/** Starts the server and waits until it answers. Throws UserError, with what PostgreSQL said, where it does not. */
export async function serveDatabase(prepared: PreparedDatabase, options: ServeOptions): Promise<RunningDatabase> {
  const { databaseFolder, binaries, account, password, dataFolder } = prepared;
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'jit=off',
    'log_destination=stderr',
    'logging_collector=off',
    ...(options.unsafe === true ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ];
  const child = spawn(
    binaries.postgres,
    ['-D', databaseFolder, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...asAccount(account), env: environment, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-8_000);
  });
  const state = { over: false };
  const ended = new Promise<string>((resolve) => {
    const end = (text: string) => {
      state.over = true;
      resolve(text);
    };
    child.on('error', (error) => end(error.message));
    child.on('close', () => end(complaintOf(said)));
  });
  const url = databaseUrl(password, options.port);
  const patience = options.patience ?? 60_000;
  for (const begin = Date.now(); !(await answers(url)); await wait(25)) {
    if (state.over) throw new UserError(`The embedded database in ${dataFolder} does not start: ${await ended}.`);
    if (Date.now() - begin > patience) {
      child.kill('SIGQUIT');
      throw new UserError(
        `The embedded database in ${dataFolder} does not answer after ${patience / 1000} seconds: ${complaintOf(said)}.`,
      );
    }
  }
  return {
    url,
    ended,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}
