import { describe, expect, it } from 'vitest';
import type { DriftLines } from '#lib/assess/drift-causes.ts';
import { endsText, whyPath } from '../../app/clusters/[cluster]/drift/ends.ts';

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

  it('cannot be asked of the way in through an ingress', () => {
    expect(whyPath('prod', line(['ingress-controller'], [web]), scans)).toBeNull();
  });
});

it('names at most three ends', () => {
  expect(endsText(['a', 'b', 'c'])).toBe('a, b, c');
  expect(endsText(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more');
});
