import { describe, expect, it } from 'vitest';
import { viewOf } from '../../app/view.ts';

const now = new Date('2026-07-21T12:00:00Z');

describe('the view in an address', () => {
  it('is of all controls over 90 days, compared with a week ago', () => {
    expect(viewOf({}, now)).toEqual({
      framework: 'all',
      days: 90,
      now: '2026-07-21T12:00:00.000Z',
      from: '2026-04-22T12:00:00.000Z',
      since: '2026-07-14T12:00:00.000Z',
    });
  });

  it('follows the framework and the days that are asked for', () => {
    expect(viewOf({ framework: 'nsa-1.2', days: '30' }, now)).toMatchObject({ framework: 'nsa-1.2', days: 30 });
  });

  it('knows no other frameworks and days', () => {
    expect(viewOf({ framework: 'toString', days: '31' }, now)).toMatchObject({ framework: 'all', days: 90 });
  });
});
