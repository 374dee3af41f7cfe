import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedDatabase, startDatabase } from '#lib/server/database.ts';
import { runningPostmaster } from '#lib/server/postgres/postmaster.ts';
import { until } from '#tests/support/worker-process.ts';

let folder: string;
const running: EmbeddedDatabase[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-database-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((database) => database.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedDatabase> {
  const database = await startDatabase({ folder, given: true });
  running.push(database);
  return database;
}

async function stop(database: EmbeddedDatabase): Promise<void> {
  running.splice(running.indexOf(database), 1);
  await database.stop();
}

async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {
    // The statement that runs rejects with it.
  });
  try {
    await client.connect();
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const databaseFolder = () => path.join(folder, 'postgres');
const postmaster = () => runningPostmaster(databaseFolder());
const answers = (url: string) =>
  ask(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('an embedded database', () => {
  test('keeps its data over a restart, on 127.0.0.1 alone, with a password that only its owner can read', async () => {
    const first = await start();
    await ask(first.url, `CREATE TABLE kept AS SELECT 'still here' AS text`);
    expect(await ask(first.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect((await stat(path.join(folder, 'postgres.json'))).mode & 0o777).toBe(0o600);
    await expect(ask(first.url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    await stop(first);
    expect(await postmaster()).toBeNull();
    const second = await start();
    expect(await ask(second.url, 'SELECT text FROM kept')).toEqual([{ text: 'still here' }]);
  });

  test('that is killed comes back by itself on the same port, with what was committed', async () => {
    const { url } = await start();
    await ask(url, `CREATE TABLE kept AS SELECT 'still here' AS text`);
    const before = await postmaster();
    process.kill(before?.pid ?? 0, 'SIGKILL');
    await until(async () => {
      const now = await postmaster();
      return now !== null && now.pid !== before?.pid && (await answers(url));
    });
    expect(await ask(url, 'SELECT text FROM kept')).toEqual([{ text: 'still here' }]);
  });

  test('whose keeper is killed gets a new keeper', async () => {
    const database = await start();
    const before = database.pid();
    process.kill(before ?? 0, 'SIGKILL');
    await until(async () => database.pid() !== before && (await postmaster()) !== null && (await answers(database.url)));
    await stop(database);
    expect(await postmaster()).toBeNull();
  });

  test('ends with the process that started it, also when that is killed', async () => {
    const owner = fork('tests/support/database-owner.ts', [folder]);
    const [{ keeper }] = await once(owner, 'message');
    const server = await postmaster();
    expect(isAlive(keeper)).toBe(true);
    owner.kill('SIGKILL');
    await until(async () => !isAlive(keeper) && !isAlive(server?.pid ?? 0));
    expect(await postmaster()).toBeNull();
  });

  test('is not hindered by the record of a server whose process id somebody else has now', async () => {
    await stop(await start());
    await writeFile(path.join(databaseFolder(), 'postmaster.pid'), `${process.pid}\n${databaseFolder()}\n1\n5432\n\n127.0.0.1\n`);
    expect(await answers((await start()).url)).toBe(true);
  });

  test('is made anew where making it was interrupted', async () => {
    await mkdir(path.join(folder, 'postgres.unfinished'));
    await writeFile(path.join(folder, 'postgres.unfinished/PG_VERSION'), '18\n');
    expect(await answers((await start()).url)).toBe(true);
    expect(await readdir(folder)).not.toContain('postgres.unfinished');
  });
});

describe('a broken data folder is told in one line, and nothing in it is changed:', () => {
  const failure = async () => {
    const error = await start().then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    expect(String(error)).not.toContain('\n');
    return String(error);
  };

  test('no PG_VERSION', async () => {
    await stop(await start());
    await rm(path.join(databaseFolder(), 'PG_VERSION'));
    expect(await failure()).toMatch(/The data folder \S+ is broken \(postgres\/PG_VERSION is missing\): restore it/);
  });

  test('no password', async () => {
    await stop(await start());
    await rename(path.join(folder, 'postgres.json'), path.join(folder, 'elsewhere.json'));
    expect(await failure()).toMatch(/postgres\.json with the password is missing/);
  });

  test('a password file that is none', async () => {
    await stop(await start());
    await writeFile(path.join(folder, 'postgres.json'), '{"pass');
    expect(await failure()).toMatch(/postgres\.json, which holds the password of the embedded database, cannot be read/);
  });

  test('the data of another version of PostgreSQL', async () => {
    await stop(await start());
    await writeFile(path.join(databaseFolder(), 'PG_VERSION'), '12\n');
    expect(await failure()).toMatch(/does not start: database files are incompatible with server/);
  });

  test('a lost control file', async () => {
    await stop(await start());
    await rm(path.join(databaseFolder(), 'global/pg_control'));
    expect(await failure()).toMatch(/does not start: .*(pg_control|database system)/);
    expect(await readFile(path.join(databaseFolder(), 'PG_VERSION'), 'utf8')).toBe('18\n');
  });

  test('a file in its place', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await expect(startDatabase({ folder: file, given: true })).rejects.toThrow(
      /The data folder \S+file cannot be used: .*BULKHEAD_DATA_DIR/,
    );
  });
});

test.runIf(process.getuid?.() === 0)(
  'as root, a folder that the user "postgres" may not enter is refused when it was asked for',
  async () => {
    const closed = path.join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);
    await expect(startDatabase({ folder: path.join(closed, 'data'), given: true })).rejects.toThrow(
      /"postgres", who may not enter \S+closed\/data: name another folder in BULKHEAD_DATA_DIR/,
    );
  },
);
