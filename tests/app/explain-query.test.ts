import { describe, expect, it } from 'vitest';
import { endsLike } from '../../app/clusters/[cluster]/explain/ends-like.ts';
import { isAsked, questionOf } from '../../app/clusters/[cluster]/explain/query.ts';
import { explainPath, workloadPath } from '../../app/links.ts';

const fromAddress = (address: string) => questionOf(Object.fromEntries(new URL(address, 'http://x').searchParams));

describe('the question in the address', () => {
  it('is what a link asks, whatever the names hold', () => {
    const [src, dst] = ['shop/web[Deployment]{tier=a&b}', '2001:db8::1'];
    expect(fromAddress(explainPath('prod', src, dst))).toEqual({ src, dst, port: '', protocol: null });
  });

  it('is asked once both ends are named', () => {
    expect(isAsked(questionOf({ src: 'shop/web' }))).toBe(false);
    expect(isAsked(questionOf({ src: '  ', dst: 'shop/db' }))).toBe(false);
    expect(isAsked(questionOf({ src: ' shop/web ', dst: 'shop/db' }))).toBe(true);
  });

  it('is of any protocol where it names none that there is', () => {
    expect(questionOf({ protocol: 'UDP' }).protocol).toBe('UDP');
    expect(questionOf({ protocol: 'ICMP' }).protocol).toBe(null);
    expect(questionOf({ protocol: ['TCP', 'UDP'] }).protocol).toBe('TCP');
  });

  it('cuts what is longer than any name', () => {
    expect(questionOf({ src: 'x'.repeat(5000) }).src).toHaveLength(700);
  });

  it('has nothing in it that a database could not take', () => {
    expect(questionOf({ src: 'shop\u0000/web\ud800' }).src).toBe('shop/web\ufffd');
  });
});

describe('names to choose from', () => {
  const ids = ['billing/web[Deployment]', 'shop/api[Deployment]', 'shop/web[Deployment]', 'web/cache[StatefulSet]'];

  it('are those that hold what is typed, and those that begin with it first', () => {
    expect(endsLike(ids, 'WEB')).toEqual(['billing/web[Deployment]', 'shop/web[Deployment]', 'web/cache[StatefulSet]']);
    expect(endsLike(ids, 'ache')).toEqual(['web/cache[StatefulSet]']);
  });

  it('have the ingress controller among them', () => {
    expect(endsLike(ids, 'ingress')).toEqual(['ingress-controller']);
  });

  it('are twenty at most', () => {
    expect(
      endsLike(
        Array.from({ length: 3000 }, (_, index) => `ns/app-${index}[Deployment]`),
        '',
      ),
    ).toHaveLength(20);
  });
});

describe('the page of a workload', () => {
  it('is named by namespace, kind and name, for a part of it, too', () => {
    const page = '/clusters/prod%20eu/workloads/shop/Deployment/web';
    expect(workloadPath('prod eu', 'shop/web[Deployment]')).toBe(page);
    expect(workloadPath('prod eu', 'shop/web[Deployment]{tier=a}', 7)).toBe(`${page}?scan=7`);
  });
});
