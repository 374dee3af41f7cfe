import { describe, expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { recalled, recordOf } from '#lib/reachability/record.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';
import { pairFields } from '../../app/clusters/[cluster]/reachability/pairs/query.ts';
import { chosenPairs, endsOf, pairRows } from '../../app/clusters/[cluster]/reachability/pairs/rows.ts';

const shop =
  ['web', 'api', 'db'].map((name) => deployment('shop', name)).join('') +
  deployment('lab', 'probe') +
  networkPolicy('shop', 'closed', { podSelector: {}, policyTypes: ['Ingress'] }) +
  networkPolicy('shop', 'api', {
    podSelector: { matchLabels: { app: 'api' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8080 }] }],
  });
const known = recalled(recordOf(reachability(policyModel(world(shop)))));

const listed = (params: Record<string, string>): readonly string[] | null => {
  const fields = pairFields(params);
  const ends = endsOf(known, fields);
  return ends && chosenPairs(pairRows(known, ends), fields).map(({ src, dst, ports }) => `${src.id} > ${dst.id}: ${ports}`);
};

describe('the pairs behind a cell', () => {
  it('are the open ones, with their ports', () => {
    expect(listed({ from: 'shop', to: 'shop' })).toEqual(['shop/web[Deployment] > shop/api[Deployment]: TCP 8080']);
    expect(listed({ from: 'shop', to: 'lab' })).toHaveLength(3);
  });

  it('are the closed ones, or all of them, where that is asked for; never a workload with itself', () => {
    expect(listed({ from: 'shop', to: 'shop', show: 'closed' })).toHaveLength(5);
    expect(listed({ from: 'shop', to: 'shop', show: 'all' })).toHaveLength(6);
    expect(listed({ from: 'lab', to: 'lab', show: 'all' })).toEqual([]);
  });

  it('are narrowed by what a name or a port holds', () => {
    expect(listed({ from: 'shop', to: 'shop', show: 'all', q: '8080' })).toHaveLength(1);
    expect(listed({ from: 'shop', to: 'shop', show: 'all', q: 'DB' })).toHaveLength(4);
  });

  it('are unknown of a namespace in which nothing runs', () => {
    expect(listed({ from: 'shop', to: 'nowhere' })).toBeNull();
  });

  it('are not found where the address names no two namespaces', () => {
    expect(() => pairFields({ from: 'shop' })).toThrow('404');
    expect(() => pairFields({ from: 'shop', to: 'x'.repeat(300) })).toThrow('404');
  });
});
