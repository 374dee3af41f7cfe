import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function firstMessage<Message>(child: ChildProcess): Promise<Message> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${child.spawnargs.at(-1)} ended with ${code} before it said anything`);
    }),
  ]);
  return message as Message;
}

interface Reading {
  readonly ms: number;
  readonly peakMegabytes: number;
}

async function read(mode: 'pull' | 'fetch', kubeconfig: string): Promise<Reading> {
  const child = fork(file('pull-reader.ts'), [mode, kubeconfig]);
  return firstMessage<Reading>(child);
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

export interface PullMeasurement {
  /** Milliseconds: reading a snapshot, and only fetching and parsing the same pages. */
  readonly pullMs: number;
  readonly fetchMs: number;
  /** The median of pull divided by fetch, run next to each other. */
  readonly ratio: number;
  readonly peakMegabytes: number;
}

/** Reads 10,000 pods, 500 namespaces and 2,000 policies over TLS, `rounds` times, each time in a fresh process. */
export async function measurePull(rounds = 7): Promise<PullMeasurement> {
  const server = fork(file('pull-server.ts'));
  try {
    const { kubeconfig } = await firstMessage<{ kubeconfig: string }>(server);
    // The server makes its pages at the first reading.
    await read('pull', kubeconfig);
    await read('fetch', kubeconfig);
    const rows: { pull: Reading; fetch: Reading }[] = [];
    for (let round = 0; round < rounds; round += 1)
      rows.push({ fetch: await read('fetch', kubeconfig), pull: await read('pull', kubeconfig) });
    return {
      pullMs: median(rows.map(({ pull }) => pull.ms)),
      fetchMs: median(rows.map(({ fetch }) => fetch.ms)),
      ratio: median(rows.map(({ pull, fetch }) => pull.ms / fetch.ms)),
      peakMegabytes: Math.max(...rows.map(({ pull }) => pull.peakMegabytes)),
    };
  } finally {
    server.disconnect();
  }
}

if (import.meta.main) {
  const { pullMs, fetchMs, ratio, peakMegabytes } = await measurePull();
  console.log(`Reading 10,000 pods, 500 namespaces, 2,000 policies: ${pullMs.toFixed(0)} ms`);
  console.log(`Fetching and parsing the same pages:                 ${fetchMs.toFixed(0)} ms`);
  console.log(`Ratio: ${ratio.toFixed(2)} (at most 1.3)   Peak memory: ${peakMegabytes.toFixed(0)} MB (at most 500)`);
}
