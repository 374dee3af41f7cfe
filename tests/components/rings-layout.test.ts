import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandRadii, middle, type RingMember, ringsLayout } from '../../components/reach/rings-layout.ts';

const members = (namespace: string, count: number, prefix = 'app'): readonly RingMember[] =>
  Array.from({ length: count }, (_, index) => {
    const name = `${prefix}-${index}`;
    return { id: `${namespace}/${name}[Deployment]`, namespace, name };
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Each pair of marks, as the space that is left between their rims. */
function spaces({ marks }: ReturnType<typeof ringsLayout>): readonly number[] {
  return marks.flatMap((mark, index) =>
    marks.slice(index + 1).map((other) => Math.hypot(mark.x - other.x, mark.y - other.y) - mark.radius - other.radius),
  );
}

describe('the rings of a blast radius', () => {
  it('show each workload as a dot on the ring of its hops, in the sector of its namespace', () => {
    const { marks, sectors } = ringsLayout([members('shop', 2), members('billing', 1), members('shop', 1, 'far')]);
    expect(sectors.map(({ namespace, counts }) => [namespace, ...counts])).toEqual([
      ['billing', 0, 1, 0],
      ['shop', 2, 0, 1],
    ]);
    expect(marks.map(({ member, band }) => [member?.name, band])).toEqual([
      ['app-0', 0],
      ['app-1', 0],
      ['app-0', 1],
      ['far-0', 2],
    ]);
    for (const { x, y, band } of marks) expect(Math.hypot(x - middle, y - middle)).toBeCloseTo(bandRadii[band] ?? 0, 0);
  });

  it('lay everything from the third hop on on the outermost', () => {
    const { sectors } = ringsLayout([members('a', 1), members('b', 1), members('c', 1), members('d', 2), members('e', 3)]);
    expect(sectors.map(({ counts }) => counts[2])).toEqual([0, 0, 1, 2, 3]);
  });

  it('are empty where nothing is in reach', () => {
    expect(ringsLayout([])).toEqual({ marks: [], sectors: [] });
  });

  it('gather the largest group into one circle with its number where there are too many dots', () => {
    const { marks } = ringsLayout([members('shop', 3), members('crowd', 200)]);
    expect(marks.map(({ count }) => count).toSorted((a, b) => b - a)).toEqual([200, 1, 1, 1]);
  });

  it('give sectors of their own to the namespaces nearest by, and say how many share the last one', () => {
    const near = members('near', 1);
    const far = Array.from({ length: 40 }, (_, index) => members(`far-${index}`, 9)).flat();
    const { sectors } = ringsLayout([near, far]);
    expect(sectors).toHaveLength(16);
    expect(sectors.map(({ namespace }) => namespace)).toContain('near');
    expect(sectors.at(-1)).toMatchObject({ namespace: null, namespaces: 26, counts: [0, 26 * 9, 0] });
  });

  it('number namespaces as people count', () => {
    const { sectors } = ringsLayout([[...members('team-10', 1), ...members('team-9', 1)]]);
    expect(sectors.map(({ namespace }) => namespace)).toEqual(['team-9', 'team-10']);
  });

  it('never draw more than sixty marks, never one over another, and lose nobody', () => {
    const ring = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 40 })), { maxLength: 25 });
    fc.assert(
      fc.property(fc.array(ring, { maxLength: 5 }), (rings) => {
        const given = rings.map((groups, hop) =>
          groups.flatMap(([namespace, count], group) => members(`ns-${namespace}`, count, `${hop}-${group}`)),
        );
        const layout = ringsLayout(given);
        expect(layout.marks.length).toBeLessThanOrEqual(60);
        expect(sum(layout.marks.map(({ count }) => count))).toBe(given.flat().length);
        expect(sum(layout.sectors.flatMap(({ counts }) => counts))).toBe(given.flat().length);
        expect(Math.min(...spaces(layout), 1)).toBeGreaterThan(0);
      }),
    );
  });
});
