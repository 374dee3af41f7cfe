import { describe, expect, it } from 'vitest';
import { absoluteTime, relativeTime } from '#components/text/time.tsx';

const now = new Date('2026-07-21T12:00:00Z');

describe('a moment', () => {
  it.each([
    ['2026-07-21T11:59:30Z', 'just now'],
    ['2026-07-21T12:00:30Z', 'just now'],
    ['2026-07-21T11:58:01Z', '1 minute ago'],
    ['2026-07-21T09:00:00Z', '3 hours ago'],
    ['2026-07-20T11:00:00Z', '1 day ago'],
    ['2026-07-23T12:00:00Z', 'in 2 days'],
    ['2026-05-01T12:00:00Z', '2 months ago'],
    ['2020-07-21T12:00:00Z', '6 years ago'],
  ])('of %s is told as %s', (at, text) => {
    expect(relativeTime(new Date(at), now)).toBe(text);
  });

  it('has its zone beside it when it is exact', () => {
    expect(absoluteTime(new Date('2026-07-21T09:12:59+02:00'))).toBe('2026-07-21 07:12 UTC');
  });
});
