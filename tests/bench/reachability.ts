import { policyModel } from '#lib/policy/policies.ts';
import { driftOf } from '#lib/reachability/drift.ts';
import { matrixOf } from '#lib/reachability/matrix.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { segmentationOf } from '#lib/reachability/segmentation.ts';
import { type GeneratedOptions, generatedObjects, snapshotOfObjects } from './generated-cluster.ts';

interface Measured {
  readonly title: string;
  readonly milliseconds: number;
  readonly steps: string;
  readonly rss: number;
}

/** From what was read to the whole matrix as counts. */
function wholeMatrix(options: GeneratedOptions): Measured {
  const snapshot = snapshotOfObjects(generatedObjects(options));
  const start = performance.now();
  const model = policyModel(snapshot);
  const understood = performance.now();
  const answers = reachability(model);
  const resolved = performance.now();
  const { open, of } = matrixOf(answers);
  const end = performance.now();
  const { worstBlastRadius } = segmentationOf(answers);
  const figured = performance.now();
  const policies = model.policies.length;
  const steps = [
    `understanding ${Math.round(understood - start)} ms`,
    `looking up ${Math.round(resolved - understood)} ms`,
    `deciding and counting ${Math.round(end - resolved)} ms`,
    `${open} of ${of} pairs open`,
    `blast radii (worst ${worstBlastRadius}) another ${Math.round(figured - end)} ms`,
  ];
  return {
    title: `${options.workloads} workloads, ${policies} policies${options.admin ? ', admin policies' : ''}`,
    milliseconds: end - start,
    steps: steps.join(', '),
    rss: process.memoryUsage().rss,
  };
}

function print({ title, milliseconds, steps, rss }: Measured, target?: number): void {
  const verdict =
    target === undefined ? '' : milliseconds <= target ? ` (target ${target} ms: met)` : ` (target ${target} ms: MISSED)`;
  console.log(`${title}: ${Math.round(milliseconds)} ms${verdict}; ${steps}; ${Math.round(rss / 2 ** 20)} MiB resident`);
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
  const start = performance.now();
  const was = reachability(policyModel(before));
  const is = reachability(policyModel(after));
  const ready = performance.now();
  const lines = [...driftOf(was, is)].length;
  const end = performance.now();
  return {
    title: `drift of one policy in ${workloads} workloads`,
    milliseconds: end - start,
    steps: `both sides looked up in ${Math.round(ready - start)} ms, compared in ${Math.round(end - ready)} ms, ${lines} changes`,
    rss: process.memoryUsage().rss,
  };
}

/** The exponent k of time ~ size^k between the first and the last measurement. */
const slope = (points: readonly (readonly [size: number, milliseconds: number])[]): number => {
  const [first, last] = [points[0], points.at(-1)];
  return first === undefined || last === undefined ? Number.NaN : Math.log(last[1] / first[1]) / Math.log(last[0] / first[0]);
};

export function benchReachability(): void {
  wholeMatrix({ workloads: 500 });
  print(wholeMatrix({ workloads: 500 }), 100);
  print(wholeMatrix({ workloads: 500, admin: true }));
  print(wholeMatrix({ workloads: 1000 }), 300);
  print(wholeMatrix({ workloads: 10_000 }), 3000);
  print(wholeMatrix({ workloads: 10_000, admin: true }));

  print(driftOfOne(10_000), 3000);

  const byPolicies = [1250, 2500, 5000, 10_000].map(
    (policies) => [policies, wholeMatrix({ workloads: 10_000, policies }).milliseconds] as const,
  );
  const byWorkloads = [1250, 2500, 5000, 10_000].map(
    (workloads) => [workloads, wholeMatrix({ workloads }).milliseconds] as const,
  );
  for (const [what, points] of [
    ['policies, in 10,000 workloads', byPolicies],
    ['workloads, a policy each', byWorkloads],
  ] as const) {
    const line = points.map(([size, milliseconds]) => `${size}: ${Math.round(milliseconds)} ms`).join(', ');
    console.log(`by ${what}: ${line}; time grows with size to the power of ${slope(points).toFixed(2)}`);
  }
}

if (import.meta.main) benchReachability();
