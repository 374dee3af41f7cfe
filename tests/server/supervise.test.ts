import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { supervise } from '#lib/server/supervise.ts';
import { until } from '#tests/support/worker-process.ts';

const sleeper = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });

test('a process that ends is started again, ever more slowly', async () => {
  const starts: number[] = [];
  const supervised = supervise('brief', () => {
    starts.push(Date.now());
    return spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  });
  await until(async () => starts.length === 4);
  await supervised.stop(1_000);
  const [a = 0, b = 0, c = 0, d = 0] = starts;
  expect(b - a).toBeGreaterThanOrEqual(250);
  expect(c - b).toBeGreaterThanOrEqual(500);
  expect(d - c).toBeGreaterThanOrEqual(1_000);
});

test('a program that cannot be started is tried again', async () => {
  let starts = 0;
  const supervised = supervise('missing', () => {
    starts += 1;
    return spawn('/no/such/program');
  });
  await until(async () => starts === 2);
  await supervised.stop(1_000);
});

test('a process that is stopped is not started again', async () => {
  let starts = 0;
  const supervised = supervise('sleeper', () => {
    starts += 1;
    return sleeper();
  });
  await supervised.stop(5_000);
  expect(starts).toBe(1);
  await supervised.stop(5_000);
});

test('a process that does not want to end is ended by force', async () => {
  let ready = false;
  const supervised = supervise('stubborn', () => {
    const child = spawn(process.execPath, [
      '-e',
      'process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)',
    ]);
    child.stdout.on('data', () => {
      ready = true;
    });
    return child;
  });
  await until(async () => ready);
  const begun = Date.now();
  await supervised.stop(300);
  expect(Date.now() - begun).toBeLessThan(5_000);
});
