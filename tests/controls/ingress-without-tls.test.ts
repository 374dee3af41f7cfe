import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/ingress-without-tls.ts';
import { verdictOn, verdicts } from '#tests/support/story.ts';

it('fails an Ingress that serves any host without TLS, and knows certificates of the cloud', () => {
  expect(verdicts(control, 'doors-to-the-world')).toEqual([
    'fail Ingress shop/catch-all: Serves every host name without TLS.',
    'pass Ingress shop/cloud-certificate: Serves api.example.org with TLS.',
    'fail Ingress shop/plain: Serves shop.example.org without TLS.',
    'pass Ingress shop/sealed: Serves www.example.org with TLS.',
    'not applicable Ingress shop/unfinished: Has neither rules nor a default backend, so it serves nothing.',
  ]);
});

it('names in the evidence what spec.tls leaves out', () => {
  expect(verdictOn(control, 'doors-to-the-world', 'Ingress shop/plain').evidence).toMatchObject([
    { path: 'spec.tls', says: 'does not name shop.example.org' },
  ]);
});

it('has nothing to say without Ingresses', () => {
  expect(verdicts(control, 'flat-shop')).toEqual([]);
});
