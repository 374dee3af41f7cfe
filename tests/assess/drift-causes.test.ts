import { describe, expect, it } from 'vitest';
import { type DatedChange, type DriftLines, driftByCause, driftCounts, linesInShort } from '#lib/assess/drift-causes.ts';

const policy = (name: string, scan = 7): DatedChange => ({
  object: { kind: 'NetworkPolicy', namespace: 'shop', name },
  change: 'added',
  what: 'policy added',
  scan,
  at: '2026-07-21T04:00:00.000Z',
});

const closing = (src: readonly string[], causes: readonly DatedChange[]): DriftLines => ({
  type: 'removed',
  src,
  dst: ['shop/db[StatefulSet]'],
  before: 'All',
  after: 'None',
  causes,
});

const names = (groups: ReturnType<typeof driftByCause>) => groups.map(({ cause }) => cause?.object.name ?? null);

describe('the lines of a drift', () => {
  const deny = policy('default-deny');
  const lines = [
    closing(['a', 'b'], [policy('allow-dns'), deny]),
    closing(['c'], [deny, policy('web-ingress')]),
    closing(['d', 'e', 'f', 'g'], [policy('z-first-by-count')]),
  ];

  it('stand below the change that has a part in the most connections, each line once', () => {
    const groups = driftByCause(lines);
    expect(names(groups)).toEqual(['z-first-by-count', 'default-deny']);
    const listed = groups.flatMap((group) => group.lines);
    expect(listed).toHaveLength(lines.length);
    expect(new Set(listed)).toEqual(new Set(lines));
    expect(groups.map(({ closed }) => closed)).toEqual([4, 3]);
  });

  it('name the other changes that have a part in them, those of the most connections first', () => {
    expect(driftByCause(lines)[1]?.together.map(({ object }) => object.name)).toEqual(['allow-dns', 'web-ingress']);
  });

  it('are told apart by the scan that saw the same change again', () => {
    const groups = driftByCause([closing(['a'], [policy('flapping', 7)]), closing(['b', 'c'], [policy('flapping', 9)])]);
    expect(groups.map(({ cause }) => cause?.scan)).toEqual([9, 7]);
  });

  it('are the same groups in whatever order they come', () => {
    expect(driftByCause(lines.toReversed()).map(({ cause, closed }) => ({ cause, closed }))).toEqual(
      driftByCause(lines).map(({ cause, closed }) => ({ cause, closed })),
    );
  });

  it('come last, and are not left out, where no object is known to have caused them', () => {
    expect(names(driftByCause([closing(['a', 'b'], []), closing(['c'], [deny])]))).toEqual(['default-deny', null]);
  });

  it('are no groups where there are none', () => expect(driftByCause([])).toEqual([]));
});

it('counts every source with every destination', () => {
  const opening: DriftLines = { ...closing(['a', 'b'], []), type: 'added', dst: ['c', 'd', 'e'] };
  expect(driftCounts([opening, closing(['a'], []), { ...opening, type: 'changed', src: ['a'] }])).toEqual({
    opened: 6,
    closed: 1,
    changed: 3,
  });
});

it('tells the lines of one change in few rectangles, whatever else had a part in them', () => {
  const deny = policy('default-deny');
  const lines = [
    closing(['a'], [deny]),
    closing(['b', 'c'], [deny, policy('allow-dns')]),
    { ...closing(['d'], [deny]), dst: ['e'] },
  ];
  const short = linesInShort({ cause: deny, lines });
  expect(short.map(({ src, dst }) => [src, dst])).toEqual([
    [['a', 'b', 'c'], ['shop/db[StatefulSet]']],
    [['d'], ['e']],
  ]);
  expect(driftCounts(short)).toEqual(driftCounts(lines));
});
