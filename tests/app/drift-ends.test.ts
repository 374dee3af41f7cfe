import { describe, expect, it } from 'vitest';
import type { DriftLines } from '#lib/assess/drift-causes.ts';
import { endsWords, endWords, whyPath } from '../../app/clusters/[cluster]/drift/ends.ts';

const web = 'shop/web[Deployment]';
const db = 'shop/db[StatefulSet]{app=db}';

const line = (src: readonly string[], dst: readonly string[], causes: DriftLines['causes'] = []): DriftLines => ({
  type: 'removed',
  src,
  dst,
  before: 'All',
  after: 'None',
  causes,
});

const asked = (path: string | null) => (path === null ? null : Object.fromEntries(new URL(path, 'http://x').searchParams));
const scans = { from: 45, to: 46 };

describe('why a connection is as it is', () => {
  it('is asked for the first source and destination, as the later scan saw them', () => {
    expect(asked(whyPath('prod', line([web, 'shop/other[Deployment]'], [db]), scans))).toEqual({ src: web, dst: db, scan: '46' });
  });

  it('is asked for the first address of a range', () => {
    expect(asked(whyPath('prod', line([web], ['10.0.0.0-10.255.255.255']), scans))?.dst).toBe('10.0.0.0');
    expect(asked(whyPath('prod', line(['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], [web]), scans))?.src).toBe('::');
  });

  it('is asked as the earlier scan saw it where an end is gone since', () => {
    const gone = {
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      change: 'removed',
      what: 'workload gone',
      scan: 46,
      at: '',
    } as const;
    expect(asked(whyPath('prod', line([web], [db], [gone]), scans))?.scan).toBe('45');
    expect(
      asked(whyPath('prod', line([web], [db], [{ ...gone, object: { ...gone.object, kind: 'NetworkPolicy' } }]), scans))?.scan,
    ).toBe('46');
  });

  it('can be asked of the way in through an ingress', () => {
    expect(asked(whyPath('prod', line(['ingress-controller'], [web]), scans))?.src).toBe('ingress-controller');
  });
});

describe('the ends of many connections', () => {
  const of = (namespace: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${namespace}/w${index}[Deployment]`);

  it('are told by namespace, the most first, and the addresses as what they are', () => {
    const every = ['0.0.0.0-255.255.255.255', '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'];
    expect(endsWords([...every, ...of('orders', 2), ...of('payments', 6)])).toBe(
      '6 of payments, 2 of orders, every IPv4 address, every IPv6 address',
    );
    expect(endsWords(['10.0.0.0-10.0.0.9', '10.1.0.0-10.1.0.9', 'ingress-controller'])).toBe(
      'ingress-controller, 2 ranges of addresses',
    );
  });

  it('name three namespaces at most, and lose none', () => {
    expect(endsWords(['a', 'b', 'c', 'd', 'e'].flatMap((name, index) => of(name, 9 - index)))).toBe(
      '9 of a, 8 of b, 7 of c, 11 of 2 other namespaces',
    );
  });

  it('are names where there is one', () => {
    expect([web, '10.96.0.1-10.96.0.1', '10.0.0.0-10.0.0.9', 'ingress-controller'].map(endWords)).toEqual([
      web,
      '10.96.0.1',
      '10.0.0.0-10.0.0.9',
      'ingress-controller',
    ]);
  });
});
