import fc from 'fast-check';
import { expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { openPairsOf } from '#lib/reachability/open-pairs.ts';
import { eachBit } from '#lib/reachability/pod-sets.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const members = (bits: Uint32Array): readonly number[] => {
  const found: number[] = [];
  eachBit(bits, (member) => found.push(member));
  return found;
};

it('says of each pair the same from both ends', () => {
  // Over the width of a block of bits, with namespaces that are closed.
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.nat({ max: 4 }), { maxLength: 3 }), (count, closed) => {
      const workloads = Array.from({ length: count }, (_, index) => deployment(`ns-${index % 5}`, `app-${index}`));
      const policies = closed.map((number) => networkPolicy(`ns-${number}`, 'deny', { podSelector: {} }));
      const answers = reachability(policyModel(world([...workloads, ...new Set(policies)].join(''))));
      const pairs = openPairsOf(answers);
      for (const { index } of answers.engine.classes) {
        expect(members(pairs.from(index))).toEqual(answers.connections.from(index).map(({ dst }) => dst));
        expect(members(pairs.into(index))).toEqual(answers.connections.into(index).map(({ src }) => src));
      }
    }),
    { numRuns: 30 },
  );
});
