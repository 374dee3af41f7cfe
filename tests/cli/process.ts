import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export const projectFolder = path.resolve(import.meta.dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Where the launcher keeps what Node compiled. */
export const NODE_COMPILE_CACHE = path.join(projectFolder, 'node_modules/.cache/bulkhead');

/** An environment in which nothing of this machine's own counts: no kubeconfig, no database, no colours asked for. */
function environment(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env;
  return { PATH, NODE_ENV: 'test', HOME: '/nonexistent', BULKHEAD_DATA_DIR: '/nonexistent/data', NODE_COMPILE_CACHE, ...own };
}

/** Runs a program to its end. */
export async function run(program: string, args: readonly string[], { stdin = '', env = {} }: RunOptions = {}): Promise<Ended> {
  const child = spawn(program, args, { env: environment(env), stdio: 'pipe' });
  // A program that does not read what it is given ends before all of it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const [code, stdout, stderr] = await Promise.all([
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
    buffer(child.stdout),
    buffer(child.stderr),
  ]);
  return { code, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** Runs the command line with these arguments. */
export const bulkhead = (args: readonly string[], options?: RunOptions): Promise<Ended> =>
  run(process.execPath, [path.join(projectFolder, 'lib/cli/main.ts'), ...args], options);

/** A folder with these files, for as long as the test runs. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return folder;
}
