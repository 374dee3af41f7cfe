import type { Place } from './heat-places.ts';
import type { Openness } from './openness.ts';

/** Neighbours in one row that are open alike, from one column to before another. */
export interface Stretch {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** Every cell of a map but those in which nothing could be open, as few stretches as there are, by the step of the ramp. */
export function stretchesByStep(
  rows: number,
  columns: number,
  opennessAt: (place: Place) => Openness,
): readonly (readonly [Exclude<Openness, null>, readonly Stretch[]])[] {
  const bySteps: [Exclude<Openness, null>, Stretch[]][] = ([0, 1, 2, 3, 4, 5] as const).map((step) => [step, []]);
  for (let row = 0; row < rows; row++) {
    for (let from = 0, to = 1; from < columns; from = to, to++) {
      const openness = opennessAt({ row, column: from });
      while (to < columns && opennessAt({ row, column: to }) === openness) to++;
      if (openness !== null) bySteps[openness]?.[1].push({ row, from, to });
    }
  }
  return bySteps.filter(([, stretches]) => stretches.length > 0);
}
