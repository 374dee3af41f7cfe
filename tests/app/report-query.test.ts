import { describe, expect, it } from 'vitest';
import { openStore } from '#lib/store/connection.ts';
import { postureQuery, reportShape } from '../../app/reports/query.ts';

// No question in this file needs the database, so none is there.
const store = openStore('postgresql://nobody@127.0.0.1:1/nowhere');
const now = new Date('2026-07-21T12:00:00Z');
const query = (given: Record<string, string>) => postureQuery(store, reportShape.parse(given), now);

describe('a request for a report', () => {
  it('is of the whole fleet, over every control and the last 90 days, where it says nothing', async () => {
    expect(await query({})).toEqual({
      framework: 'all',
      from: '2026-04-22T12:00:00.000Z',
      to: now.toISOString(),
      timeZone: 'UTC',
      madeAt: now.toISOString(),
    });
  });

  it('takes in the whole last day', async () => {
    expect(await query({ from: '2026-07-01', to: '2026-07-10' })).toMatchObject({
      from: '2026-07-01T00:00:00.000Z',
      to: '2026-07-10T23:59:59.999Z',
    });
  });

  it('never ends in the future', async () => {
    expect(await query({ to: '2030-01-01' })).toMatchObject({ to: now.toISOString() });
  });

  it('is refused where it begins in the future', async () => {
    await expect(query({ from: '2030-01-01' })).rejects.toThrow('lies in the future');
  });

  it.each([
    { framework: 'cis-9' },
    { framework: 'constructor' },
    { from: '2026-02-30' },
    { to: 'today' },
    { from: '2026-07-02', to: '2026-07-01' },
    { timeZone: 'Middle/Earth' },
    { paper: 'A3' },
    { findings: 'none' },
  ])('is refused with %j', (given) => {
    expect(reportShape.safeParse(given).success).toBe(false);
  });
});
