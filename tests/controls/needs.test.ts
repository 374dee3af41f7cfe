import { expect, it } from 'vitest';
import { controls } from '#lib/controls/registry.ts';
import { runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { resourceOf } from '#lib/snapshot/resources.ts';
import { story } from '#tests/support/story.ts';

const needs = controls.flatMap((control) => control.needs.map((need) => ({ id: control.id, control, need })));

it.each(needs)('$id is unknown where $need may not be read', ({ control, need }) => {
  const snapshot = story('closed-shop');
  const reads = { ...snapshot.reads, [need]: { status: 'forbidden', message: 'the account may not list them' } as const };
  const { outcome, reason, results } = runControl(control, factsOf({ ...snapshot, reads }), []);
  expect({ outcome, results }).toEqual({ outcome: 'unknown', results: [] });
  expect(reason).toContain(need);
  expect(resourceOf(need).custom).toBe(false);
});
