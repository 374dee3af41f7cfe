import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listClusters } from '#lib/store/clusters.ts';
import { openStore } from '#lib/store/connection.ts';
import { freshDatabase } from '#tests/support/postgres.ts';
import { until } from '#tests/support/worker-process.ts';

interface Started {
  readonly process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when it is over. */
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
}

let folder: string;
const all: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-start-'));
  // As root, PostgreSQL runs as another user, who has to pass through.
  await chmod(folder, 0o711);
});
afterAll(async () => {
  for (const child of all) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await until(async () => (await descendants()).length === 0);
  await rm(folder, { recursive: true, force: true });
});

function start(environment: Readonly<Record<string, string>>): Started {
  const env: NodeJS.ProcessEnv = { ...process.env, BULKHEAD_DATA_DIR: path.join(folder, 'data'), ...environment };
  const child = spawn(process.execPath, ['lib/server/start.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  all.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk;
  });
  const exit = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { process: child, stdout: () => said.stdout, stderr: () => said.stderr, exit };
}

async function failed(environment: Readonly<Record<string, string>>): Promise<string> {
  const started = start(environment);
  expect(await started.exit).toEqual({ code: 2, signal: null });
  expect(started.stdout()).toBe('');
  expect(started.stderr().trim().split('\n')).toHaveLength(1);
  return started.stderr();
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The processes of this machine whose environment or arguments name our folder, those of PostgreSQL among them. */
async function descendants(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid): Promise<Process[]> => {
      const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
      const [command, environment, status] = await Promise.all([read('cmdline'), read('environ'), read('stat')]);
      if (!`${command}${environment}`.includes(folder) || Number(pid) === process.pid) return [];
      return [
        { pid: Number(pid), parent: Number(status.split(') ').at(-1)?.split(' ')[1]), command: command.replaceAll('\0', ' ') },
      ];
    }),
  );
  return found.flat();
}

const ofKind = async (name: string) => (await descendants()).find(({ command }) => command.includes(name));
const answers = async (port: number) =>
  fetch(`http://127.0.0.1:${port}/api/health`).then(
    ({ ok }) => ok,
    () => false,
  );

let nextPort = 21_000 + (process.pid % 1_000) * 10;
const freePort = () => {
  nextPort += 1;
  return nextPort;
};

describe('one clear line and exit code 2, at once:', () => {
  test('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await failed({ PORT: String(port) })).toMatch(/The port \d+ on 127\.0\.0\.1 is taken by another program: .* PORT/);
    server.close();
  });

  test('a variable that is wrong', async () => {
    expect(await failed({ PORT: 'eighty' })).toMatch(/PORT: /);
    expect(await failed({ PORT: String(freePort()), DATABASE_URL: 'mysql://db' })).toMatch(
      /DATABASE_URL: must begin with postgresql:/,
    );
    expect(await failed({ PORT: String(freePort()), BULKHEAD_LOG_LEVEL: 'loud' })).toMatch(/BULKHEAD_LOG_LEVEL: /);
  });

  test('an address that this machine does not have', async () => {
    expect(await failed({ PORT: String(freePort()), BULKHEAD_HOST: '203.0.113.7' })).toMatch(
      /does not have the address 203\.0\.113\.7/,
    );
  });

  test('a database that does not answer, or not to us', async () => {
    const url = new URL(await freshDatabase());
    const port = String(freePort());
    const wrong = (change: Partial<URL>) => failed({ PORT: port, DATABASE_URL: Object.assign(new URL(url), change).href });
    expect(await wrong({ port: '1' })).toMatch(/nothing listens there/);
    expect(await wrong({ password: 'wrong' })).toMatch(/refused the user name or password/);
    expect(await wrong({ pathname: '/nowhere' })).toMatch(/the database does not exist/);
  });
});

test('with DATABASE_URL, no embedded database is started and no sample is loaded', async () => {
  const url = await freshDatabase();
  const port = freePort();
  const { process: child, exit, stdout } = start({ DATABASE_URL: url, PORT: String(port) });
  await until(async () => stdout() !== '');
  expect(await ofKind('keeper.ts')).toBeUndefined();
  const store = openStore(url);
  expect(await listClusters(store)).toEqual([]);
  await store.close();
  child.kill('SIGTERM');
  expect(await exit).toEqual({ code: 0, signal: null });
}, 300_000);

describe('a start on an empty data folder', () => {
  const port = freePort();
  let started: Started;

  beforeAll(async () => {
    started = start({ PORT: String(port) });
    await until(async () => started.stdout() !== '' || started.process.exitCode !== null);
  }, 300_000);

  test('prints exactly one line with the address, where the sample fleet can be seen', async () => {
    expect(started.stdout()).toBe(`Bulkhead is ready: http://127.0.0.1:${port}\n`);
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(page).toContain('shop-production');
  });

  test('does not let a second one onto the same folder', async () => {
    expect(await failed({ PORT: String(freePort()) })).toMatch(/Bulkhead is already running on the data folder/);
    expect(await answers(port)).toBe(true);
  });

  test.each(['next-server', 'worker/start.ts', '/postgres '])('outlives the death of %s', async (name) => {
    const before = await until(() => ofKind(name));
    process.kill(before.pid, 'SIGKILL');
    await until(async () => {
      const now = await ofKind(name);
      return now !== undefined && now.pid !== before.pid && (await answers(port));
    });
  });

  test('ends everything within seconds when it is told to', async () => {
    const begun = Date.now();
    started.process.kill('SIGINT');
    expect(await started.exit).toEqual({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(await descendants()).toEqual([]);
  });

  test('leaves nothing running when it is killed, and starts again within ten seconds with all its data', async () => {
    const killed = start({ PORT: String(port) });
    await until(async () => killed.stdout() !== '');
    killed.process.kill('SIGKILL');
    await until(async () => (await descendants()).length === 0);
    const begun = Date.now();
    const again = start({ PORT: String(port) });
    await until(async () => again.stdout() !== '');
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect(again.stderr()).not.toContain('Building');
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('shop-production');
    again.process.kill('SIGTERM');
    await again.exit;
  }, 120_000);
});
