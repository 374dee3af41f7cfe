import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder that package.json and the web app lie in. */
export const project = path.resolve(import.meta.dirname, '../..');

/** V8 would let short-lived objects pile up before it clears them away; a large report would then take half as much memory again. */
export const memoryFlag = '--max-semi-space-size=16';

/** Runs a command of Next in a process that a Ctrl-C does not reach and that ends when this one does, however that ends. */
export function forkNext(args: readonly string[], options: ForkOptions & { readonly env: NodeJS.ProcessEnv }): ChildProcess {
  return fork(createRequire(import.meta.url).resolve('next/dist/bin/next'), args, {
    ...options,
    cwd: project,
    detached: true,
    env: { ...options.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    execArgv: [memoryFlag, '--import', pathToFileURL(path.join(import.meta.dirname, 'follow-parent.ts')).href],
  });
}
