import { expect, test } from 'vitest';
import { assess } from '#lib/assess/assess.ts';
import type { Assessment } from '#lib/assess/assessment.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import { sampleHistory } from '#lib/sample/history.ts';
import { lastDay, sampleStories } from '#lib/sample/stories.ts';

/** The assessments of the given days of a story, in their order. */
async function judged(name: string, days: readonly number[]): Promise<Assessment[]> {
  const story = sampleStories.find((one) => one.name === name);
  if (story === undefined) throw new Error(`no story ${name}`);
  const assessments: Assessment[] = [];
  for await (const scan of sampleHistory(story))
    if ('snapshot' in scan && days.includes(lastDay - scan.daysAgo)) assessments.push(assess(scan.snapshot, defaultSettings));
  expect(assessments).toHaveLength(days.length);
  return assessments;
}

const scores = async (name: string, ...days: readonly number[]): Promise<number[]> =>
  (await judged(name, days)).map(({ frameworks }) => {
    const value = frameworks.find(({ framework }) => framework === 'all')?.score.value;
    if (value === null || value === undefined) throw new Error(`${name} has no score`);
    return value;
  });

const outcome = ({ controls }: Assessment, id: string) => controls.find(({ control }) => control === id)?.outcome;

test('production rises with every closed namespace and dips in the incident', async () => {
  const [begin = 0, closed = 0, incident = 0, today = 0] = await scores('shop-production', 0, 33, 45, lastDay);
  expect(closed - begin).toBeGreaterThan(15);
  expect(closed - incident).toBeGreaterThan(10);
  expect(today).toBeGreaterThan(closed);
  expect(today).toBeLessThan(95);
});

test('staging wins and loses, and ends in the middle', async () => {
  const [begin = 0, test = 0, closed = 0, regression = 0, today = 0] = await scores('shop-staging', 0, 20, 61, 64, lastDay);
  expect(test).toBeLessThan(begin);
  expect(closed).toBeGreaterThan(begin);
  expect(regression).toBeLessThan(closed);
  expect(today).toBeGreaterThan(55);
  expect(today).toBeLessThan(75);
});

test('the data platform stays good, with its load balancer open to the world until today', async () => {
  const all = await judged('data-platform', [0, 30, 31, lastDay]);
  expect(all.map((assessment) => outcome(assessment, 'load-balancer-open-to-world'))).toEqual(['pass', 'pass', 'fail', 'fail']);
  for (const value of await scores('data-platform', 0, 31, 61, lastDay)) expect(value).toBeGreaterThan(85);
});

test('nothing enforces the policies of the legacy cluster', async () => {
  const [refused, today] = await judged('legacy', [27, lastDay]);
  expect(today && outcome(today, 'cni-not-enforcing')).toBe('fail');
  expect(refused && outcome(refused, 'ingress-without-tls')).toBe('unknown');
  expect(refused?.unread.map(({ resource }) => resource)).toEqual([
    'networkpolicies.networking.k8s.io',
    'ingresses.networking.k8s.io',
  ]);
  for (const value of await scores('legacy', 0, lastDay)) expect(value).toBeLessThan(40);
});

test('a policy that selects nothing any more is found on the day of the upgrade and settled with the new policies', async () => {
  const all = await judged('shop-production', [65, 66, 71]);
  expect(all.map((assessment) => outcome(assessment, 'policy-selects-nothing'))).toEqual(['pass', 'fail', 'pass']);
});
