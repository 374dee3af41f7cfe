import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dump } from 'js-yaml';
import { policyModel } from '#lib/policy/policies.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { matrixOf } from '#lib/reachability/matrix.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { segmentationOf } from '#lib/reachability/segmentation.ts';
import { shapes } from './cluster-shapes.ts';
import { type GeneratedOptions, generatedObjects, type RawObject, snapshotOfObjects } from './generated-cluster.ts';

interface Measured {
  readonly title: string;
  readonly milliseconds: number;
  readonly steps: string;
  /** Of this process: bytes, and milliseconds of computing, garbage collection beside it included. Absent where another did the work. */
  readonly rss?: number;
  readonly cpu?: number;
}

/** Milliseconds that this process has computed, on all cores together. */
const computed = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** From what was read to the whole matrix as counts. */
function wholeMatrix(objects: Iterable<RawObject>, what: (policies: number) => string): Measured {
  const snapshot = snapshotOfObjects(objects);
  const [start, before] = [performance.now(), computed()];
  const model = policyModel(snapshot);
  const understood = performance.now();
  const answers = reachability(model);
  const resolved = performance.now();
  const { open, of } = matrixOf(answers);
  const [end, after] = [performance.now(), computed()];
  const { worstBlastRadius } = segmentationOf(answers);
  const figured = performance.now();
  const steps = [
    `understanding ${Math.round(understood - start)} ms`,
    `looking up ${Math.round(resolved - understood)} ms`,
    `deciding and counting ${Math.round(end - resolved)} ms`,
    `${open} of ${of} pairs open`,
    `blast radii (worst ${worstBlastRadius}) another ${Math.round(figured - end)} ms`,
  ];
  return {
    title: what(model.policies.length),
    milliseconds: end - start,
    steps: steps.join(', '),
    rss: process.memoryUsage().rss,
    cpu: after - before,
  };
}

const generated = (options: GeneratedOptions): Measured =>
  wholeMatrix(
    generatedObjects(options),
    (policies) => `${options.workloads} workloads, ${policies} policies${options.admin ? ', admin policies' : ''}`,
  );

/** The one in the middle of several in this process, which says more than the first: that one also compiles. */
function inTheMiddle(options: GeneratedOptions, times: number): Measured {
  const runs = Array.from({ length: times }, () => generated(options));
  const first = Math.round(runs[0]?.milliseconds ?? 0);
  const [middle] = runs.toSorted((a, b) => a.milliseconds - b.milliseconds).slice(Math.floor(times / 2));
  if (middle === undefined) throw new Error('nothing was measured');
  return { ...middle, steps: `${middle.steps}; the first of ${times} took ${first} ms` };
}

/** `reach` as people call it, on a folder with a file a namespace: from the start of the process to its end. */
async function reachCommand(workloads: number): Promise<Measured> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bulkhead-bench-'));
  try {
    const files = Map.groupBy(generatedObjects({ workloads }), ({ metadata }) => metadata.namespace ?? 'namespaces');
    for (const [name, objects] of files)
      await writeFile(path.join(folder, `${name}.yaml`), objects.map((object) => `---\n${dump(object)}`).join(''));
    const bulkhead = path.join(import.meta.dirname, '../../lib/cli/bulkhead.mjs');
    const start = performance.now();
    const child = spawn(process.execPath, [bulkhead, 'reach', folder, '--format', 'json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let bytes = 0;
    let first = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      if (bytes === 0) first = performance.now();
      bytes += chunk.length;
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`reach ended with ${code}`);
    return {
      title: `reach --format json, ${workloads} workloads, parse included`,
      milliseconds: performance.now() - start,
      steps: `first bytes after ${Math.round(first - start)} ms, ${(bytes / 2 ** 20).toFixed(1)} MiB written`,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function print({ title, milliseconds, steps, rss, cpu }: Measured, target?: number): void {
  const verdict =
    target === undefined ? '' : milliseconds <= target ? ` (target ${target} ms: met)` : ` (target ${target} ms: MISSED)`;
  const memory = rss === undefined ? '' : `; ${Math.round(rss / 2 ** 20)} MiB resident`;
  const computing = cpu === undefined ? '' : `, ${Math.round(cpu)} ms of computing`;
  console.log(`${title}: ${Math.round(milliseconds)} ms${verdict}${computing}; ${steps}${memory}`);
}

/** One policy among all of them closes a port: what that changes, and the time from both models to the last line with its cause. */
function driftOfOne(workloads: number): Measured {
  const objects = [...generatedObjects({ workloads })];
  const changed = objects.map((object) =>
    object.kind === 'NetworkPolicy' && object.metadata.name === 'app-7'
      ? { ...object, spec: { podSelector: { matchLabels: { app: 'app-7' } }, policyTypes: ['Ingress', 'Egress'] } }
      : object,
  );
  const [before, after] = [snapshotOfObjects(objects), snapshotOfObjects(changed)];
  const [start, computedBefore] = [performance.now(), computed()];
  const was = reachability(policyModel(before));
  const is = reachability(policyModel(after));
  const ready = performance.now();
  const lines = [...driftOf(was, is)].length;
  const [end, computedAfter] = [performance.now(), computed()];
  return {
    title: `drift of one policy in ${workloads} workloads`,
    milliseconds: end - start,
    steps: `both sides looked up in ${Math.round(ready - start)} ms, compared in ${Math.round(end - ready)} ms, ${lines} changes`,
    rss: process.memoryUsage().rss,
    cpu: computedAfter - computedBefore,
  };
}

/** The exponent k of time ~ size^k between the first and the last measurement. */
const slope = (points: readonly (readonly [size: number, milliseconds: number])[]): number => {
  const [first, last] = [points[0], points.at(-1)];
  return first === undefined || last === undefined ? Number.NaN : Math.log(last[1] / first[1]) / Math.log(last[0] / first[0]);
};

export async function benchReachability(): Promise<void> {
  print(inTheMiddle({ workloads: 500 }, 9), 100);
  print(generated({ workloads: 500, admin: true }));
  print(generated({ workloads: 1000 }), 300);
  print(generated({ workloads: 10_000 }), 3000);
  print(generated({ workloads: 10_000, admin: true }));

  print(driftOfOne(10_000), 3000);
  print(await reachCommand(500), 1500);
  print(await reachCommand(10_000));

  for (const [name, make] of Object.entries(shapes)) {
    for (const workloads of [1000, 2000])
      print(wholeMatrix(make(workloads), (policies) => `${name}: ${workloads} workloads, ${policies} policies`));
  }

  const byPolicies = [1250, 2500, 5000, 10_000].map(
    (policies) => [policies, generated({ workloads: 10_000, policies }).milliseconds] as const,
  );
  const byWorkloads = [1250, 2500, 5000, 10_000].map((workloads) => [workloads, generated({ workloads }).milliseconds] as const);
  for (const [what, points] of [
    ['policies, in 10,000 workloads', byPolicies],
    ['workloads, a policy each', byWorkloads],
  ] as const) {
    const line = points.map(([size, milliseconds]) => `${size}: ${Math.round(milliseconds)} ms`).join(', ');
    console.log(`by ${what}: ${line}; time grows with size to the power of ${slope(points).toFixed(2)}`);
  }
}

if (import.meta.main) await benchReachability();
