import { expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { namesNear } from '#lib/reachability/near-names.ts';
import { deployment, world } from '#tests/support/world.ts';

const model = policyModel(
  world(
    ['shop/web', 'shop/db', 'data/db', 'data/cache']
      .map((id) => deployment(id.split('/')[0] ?? '', id.split('/')[1] ?? ''))
      .join(''),
  ),
);

it.each([
  ['db', ['data/db', 'shop/db']],
  ['data/dbb', ['data/db', 'shop/db']],
  ['SHOP/Web', ['shop/web']],
  ['other/cache', ['data/cache']],
  ['shop/deployment/web', ['shop/web']],
  ['shop/web[Pod]', ['shop/web[Deployment]']],
  ['shop/cahce', ['data/cache']],
  ['shop/frontend', []],
  ['shop/xy', []],
  ['', []],
])('%j may have meant %j', (text, near) => {
  expect(namesNear(model, text)).toEqual(near);
});
