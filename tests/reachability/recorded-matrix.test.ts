import fc from 'fast-check';
import { expect, it } from 'vitest';
import { policyModel } from '#lib/policy/policies.ts';
import { matrixOf } from '#lib/reachability/matrix.ts';
import { reachability } from '#lib/reachability/reachability.ts';
import { packed, type RecordedMatrix, recordedMatrix, unpacked } from '#lib/reachability/recorded-matrix.ts';
import { manifestsOf, randomCluster } from '#tests/support/random-cluster.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const reached = (manifests: string) => reachability(policyModel(world(manifests)));

const named = ({ groups, cells }: RecordedMatrix) =>
  cells.map(([from, to, open, of]) => ({ from: groups[from], to: groups[to], open, of }));

it('the matrix that is kept says the same as the one that was computed, also after it was packed', () => {
  fc.assert(
    fc.property(randomCluster, (given) => {
      const found = reached(manifestsOf(given));
      const matrix = recordedMatrix(found, () => null);
      expect(named(matrix)).toEqual(matrixOf(found).cells);
      expect(unpacked(JSON.parse(JSON.stringify(packed(matrix))))).toEqual(matrix);
    }),
    { numRuns: 100 },
  );
});

it('takes two numbers a row where everyone reaches everyone, however many namespaces there are', () => {
  const names = Array.from({ length: 40 }, (_, index) => `ns-${String(index).padStart(2, '0')}`);
  const apps = names.map((name) => deployment(name, 'web') + deployment(name, 'api')).join('');
  const matrix = recordedMatrix(reached(apps), ({ name }) => (name === 'ns-01' ? 'production' : null));
  expect(matrix.cells).toHaveLength(1_600);
  expect(packed(matrix).rows).toEqual(names.map(() => [[0, 40], []]));
  expect(matrix.environments.slice(0, 3)).toEqual([null, 'production', null]);
  expect(matrix.sizes).toEqual(names.map(() => 2));
});

it('counts what is open of what could be, and leaves out what is closed', () => {
  const closed = networkPolicy('b', 'web', { podSelector: { matchLabels: { app: 'web' } }, ingress: [] });
  const apps = ['a', 'b'].map((name) => deployment(name, 'web') + deployment(name, 'api')).join('');
  const { cells } = recordedMatrix(reached(apps + closed), () => null);
  expect(cells).toEqual([
    [0, 0, 2, 2],
    [0, 1, 2, 4],
    [1, 0, 4, 4],
    [1, 1, 1, 2],
  ]);
});
