import { describe, expect, it } from 'vitest';
import type { Cluster } from '#lib/store/clusters.ts';
import { findingsView } from '../../app/findings/query.ts';
import { findingsPath } from '../../app/links.ts';

const cluster: Cluster = {
  id: 7,
  name: 'prod/eu & co',
  source: { kind: 'inCluster' },
  cron: null,
  timeZone: 'UTC',
  sample: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const viewOf = (params: Record<string, string | string[]>) => findingsView(params, [cluster]);
const fromAddress = (address: string) => viewOf(Object.fromEntries(new URL(address, 'http://x').searchParams));

describe('the list of findings', () => {
  it('shows the first fifty open ones, worst first, where its address says nothing', () => {
    expect(viewOf({})).toMatchObject({ filter: {}, page: { sort: 'severity', descending: false, limit: 50, offset: 0 } });
  });

  it('is narrowed by what a link says, whatever the names hold', () => {
    const { filter } = fromAddress(
      findingsPath({ cluster: 'prod/eu & co', control: 'host-port', namespace: 'a b', severity: 'high', q: '100%' }),
    );
    expect(filter).toEqual({ clusters: [7], controls: ['host-port'], namespaces: ['a b'], severities: ['high'], text: '100%' });
  });

  it('finds what is in no namespace by its own word', () => {
    expect(viewOf({ namespace: '(cluster-wide)' }).filter.namespaces).toEqual(['']);
  });

  it('is empty, and not everything, for a cluster that does not exist', () => {
    expect(viewOf({ cluster: 'gone' }).filter.clusters).toEqual([-1]);
  });

  it.each([
    { severity: 'worst' },
    { state: 'gone' },
    { excluded: 'maybe' },
    { openedSince: 'yesterday' },
    { closedSince: '2026-02-31T00:00:00Z' },
    { unconfirmed: 'perhaps' },
    { cluster: '' },
  ])('is not narrowed by %j, which means nothing', (params) => {
    expect(viewOf(params).filter).toEqual({});
  });

  it('sorts only by what it can be sorted by', () => {
    expect(viewOf({ sort: '-opened' }).page).toMatchObject({ sort: 'opened', descending: true });
    expect(viewOf({ sort: 'id; DROP TABLE finding' }).page.sort).toBe('severity');
  });

  it('cuts words that are longer than any name', () => {
    expect(viewOf({ q: 'x'.repeat(5000) }).filter.text).toHaveLength(300);
  });
});
