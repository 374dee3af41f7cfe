import { expect, it } from 'vitest';
import { isComplete, unreadOf } from '#lib/snapshot/snapshot.ts';
import { world } from '#tests/support/world.ts';

const forbidden = { status: 'forbidden', message: 'no' } as const;
const absent = { status: 'absent', message: 'not served' } as const;
const complete = (reads: Parameters<typeof world>[1]) => {
  const snapshot = world('', reads);
  return isComplete({ unread: unreadOf(snapshot), problems: snapshot.problems });
};

it('misses a resource that was forbidden, and one that every server serves but this one does not', () => {
  expect(complete({ reads: { pods: forbidden } })).toBe(false);
  expect(complete({ reads: { pods: absent } })).toBe(false);
  expect(complete({ reads: { 'tiers.projectcalico.org': forbidden } })).toBe(false);
});

it('misses nothing where custom resources are not served', () => {
  expect(complete({ reads: { 'tiers.projectcalico.org': absent } })).toBe(true);
});

it('misses what a problem left out, and nothing by a note', () => {
  expect(isComplete({ unread: [], problems: [{ object: 'Pod a/b', message: 'has no name' }] })).toBe(false);
  expect(isComplete({ unread: [], problems: [{ object: 'a.yaml:1', message: 'stands twice', note: true }] })).toBe(true);
});
