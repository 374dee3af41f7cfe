import { describe, expect, it } from 'vitest';
import { chosenWorkloads, narrowings, type WorkloadRow, workloadFields } from '../../app/clusters/[cluster]/workloads/query.ts';

const row = (id: string, changes: Partial<WorkloadRow> = {}): WorkloadRow => ({
  id,
  namespace: id.split('/', 1).join(''),
  kind: 'Deployment',
  name: id.replace(/^.*\/|\[.*$/g, ''),
  pods: 1,
  hostNetwork: false,
  reachedBy: 0,
  reaches: 0,
  blastRadius: 0,
  fromInternet: false,
  toInternet: false,
  isolatedIngress: 'all',
  isolatedEgress: 'all',
  entries: 0,
  findings: 0,
  ...changes,
});

const rows = [
  row('shop/web[Deployment]', { fromInternet: true, entries: 1 }),
  row('shop/db[StatefulSet]', { isolatedEgress: 'some', findings: 3 }),
  row('system/agent[DaemonSet]', { hostNetwork: true, isolatedIngress: 'none', isolatedEgress: 'none', toInternet: true }),
];
const shown = (params: Record<string, string>) => chosenWorkloads(rows, workloadFields(params)).map(({ name }) => name);

describe('the list of workloads', () => {
  it('is whole where the address narrows nothing', () => {
    expect(shown({})).toEqual(['web', 'db', 'agent']);
  });

  it('is narrowed by text, by namespace and by what is wrong', () => {
    expect(shown({ q: 'SHOP/' })).toEqual(['web', 'db']);
    expect(shown({ namespace: 'system' })).toEqual(['agent']);
    expect(shown({ show: 'openOut' })).toEqual(['db', 'agent']);
    expect(shown({ q: 'db', show: 'openOut' })).toEqual(['db']);
  });

  it.each(Object.keys(narrowings))('has workloads that are %s, and others', (show) => {
    expect(shown({ show }).length).toBeGreaterThan(0);
    expect(shown({ show }).length).toBeLessThan(rows.length);
  });

  it('is not narrowed by what means nothing', () => {
    expect(shown({ show: 'constructor' })).toHaveLength(3);
    expect(shown({ show: 'everything', q: ' ' })).toHaveLength(3);
  });
});
