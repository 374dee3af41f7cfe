import { expect, it } from 'vitest';
import { environmentOf } from '#lib/facts/environments.ts';

it.each<[string, Readonly<Record<string, string>>, string | null]>([
  ['shop', {}, null],
  ['shop', { environment: 'Production' }, 'production'],
  ['shop-dev', { env: 'prod' }, 'production'],
  ['shop', { env: 'something', stage: 'uat' }, 'staging'],
  ['shop-prod', {}, 'production'],
  ['prod', {}, 'production'],
  ['pre-prod', {}, 'staging'],
  ['shop-preprod-2', {}, 'staging'],
  ['dev', {}, 'development'],
  ['testing-tools', {}, 'development'],
  ['products', {}, null],
  ['contest', {}, null],
  ['dev-to-prod', {}, null],
])('takes %s with %j for %s', (name, labels, environment) => {
  expect(environmentOf(name, labels)?.environment ?? null).toBe(environment);
});

it('says where it is taken from', () => {
  expect(environmentOf('shop', { env: 'prod' })?.by).toBe('label env=prod');
  expect(environmentOf('shop-prod', {})?.by).toBe('its name');
});
