import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '#lib/errors.ts';
import { forkNext } from './next-process.ts';

export interface WebAddress {
  readonly host: string;
  readonly port: number;
}

/** Starts the built web app. Its log goes to stderr; what Next says to a person who runs it by hand goes nowhere. */
export const startWeb = ({ host, port }: WebAddress, env: NodeJS.ProcessEnv): ChildProcess =>
  forkNext(['start', '-H', host, '-p', String(port)], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });

const anyAddress: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** As a browser on this machine opens it. */
export function webUrl({ host, port }: WebAddress): string {
  const name = anyAddress[host] ?? host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** Waits until the web app says that it is well. Throws UserError after `patience` milliseconds. */
export async function untilWell(
  address: WebAddress,
  options: { readonly signal: AbortSignal; readonly patience?: number },
): Promise<void> {
  const { signal, patience = 60_000 } = options;
  let last = 'it does not answer';
  for (const begun = Date.now(); Date.now() - begun < patience; await wait(100, undefined, { signal })) {
    try {
      const answer = await fetch(`${webUrl(address)}/api/health`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      });
      if (answer.ok) return;
      last = `it answers ${answer.status}: ${(await answer.text()).slice(0, 200)}`;
    } catch (error) {
      if (signal.aborted) throw error;
      // It does not listen yet.
    }
  }
  throw new UserError(`The web app did not start within ${patience / 1000} seconds (${last}): the messages above say why.`);
}
