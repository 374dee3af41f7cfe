import type { Score } from '#lib/score/score.ts';
import type { Step } from '../trend.ts';
import { type Clock, count, coverageText, valueText } from '../wording.ts';
import { capHeight } from './fonts.ts';
import { ink } from './ink.ts';
import type { Pen } from './pen.ts';
import type { Cell } from './strips.ts';
import { lineOf } from './typeset.ts';

const centred = (
  pen: Pen,
  text: string,
  size: number,
  cx: number,
  cy: number,
  colour: string,
  style: 'regular' | 'bold' = 'regular',
) => {
  const line = lineOf(pen.fonts, { text, style }, size);
  pen.line(line, cx - line.width / 2, cy + (capHeight * size) / 2, colour);
};

/** The score as a number, with its coverage as a ring around it. */
export function scoreRing(pen: Pen, score: Score, cx: number, cy: number, radius: number): void {
  const weight = radius * 0.13;
  pen.arc(ink.hairline, weight, cx, cy, radius, 0, 1);
  if (score.coverage !== null && score.coverage > 0) pen.arc(ink.text, weight, cx, cy, radius, 0, score.coverage);
  const value = valueText(score);
  centred(pen, value, radius * (value.length > 3 ? 0.58 : 0.72), cx, cy - radius * 0.04, ink.text, 'bold');
  if (score.value !== null) centred(pen, 'of 100', radius * 0.19, cx, cy + radius * 0.46, ink.muted);
}

const hour = 3_600_000;
const steps = [1, 3, 6, 12, 24, 48, 24 * 7, 24 * 14, 24 * 30, 24 * 91, 24 * 365].map((hours) => hours * hour);

/** Evenly spaced marks of a time axis: at most seven, at whole hours or days counted back from the end. */
function timeMarks(from: number, to: number): { readonly times: readonly number[]; readonly step: number } {
  const step = steps.find((length) => (to - from) / length <= 7) ?? (to - from) / 6;
  const times: number[] = [];
  for (let time = to; time >= from; time -= step) times.unshift(time);
  return { times, step };
}

/** What the chart shows, in words. */
export function trendWords(course: readonly Step[], clock: Clock): string {
  const known = course.flatMap(({ value }) => (value === null ? [] : [value]));
  const [first, last] = [course[0], course.at(-1)];
  if (first === undefined || last === undefined || known.length === 0) return 'The score over time: no score in the period.';
  const day = (time: number) => clock.day(new Date(time).toISOString());
  const gaps = course.filter(({ value }) => value === null).length;
  const ends = `from ${known[0]} to ${known.at(-1)}`;
  return `The score over time, on a scale of 0 to 100, between ${day(first.from)} and ${day(last.to)}: ${ends}, lowest ${Math.min(...known)}, highest ${Math.max(...known)}, ${count(gaps, 'gap')}.`;
}

/** The course of the score: a fixed axis from 0 to 100, steps as they were, times without knowledge as gaps. */
export function trendChart(
  pen: Pen,
  course: readonly Step[],
  clock: Clock,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const [first, last] = [course[0], course.at(-1)];
  if (first === undefined || last === undefined) return;
  const [left, top] = [box.x + 20, box.y + 6];
  const [width, height] = [box.width - 20 - 30, box.height - 6 - 16];
  const xAt = (time: number) => left + (width * (time - first.from)) / (last.to - first.from);
  const yAt = (value: number) => top + height * (1 - value / 100);

  for (const value of [0, 25, 50, 75, 100]) {
    const label = lineOf(pen.fonts, { text: String(value) }, 6.5);
    pen.line(label, left - 5 - label.width, yAt(value) + 2.3, ink.muted);
    pen.stroke(value === 0 ? ink.rule : ink.hairline, 0.5, [
      [left, yAt(value)],
      [left + width, yAt(value)],
    ]);
  }
  const { times, step } = timeMarks(first.from, last.to);
  for (const time of times) {
    const text = step < 24 * hour ? clock.shortTime(new Date(time)) : clock.shortDay(new Date(time));
    const label = lineOf(pen.fonts, { text }, 6.5);
    pen.stroke(ink.rule, 0.5, [
      [xAt(time), yAt(0)],
      [xAt(time), yAt(0) + 2.5],
    ]);
    pen.line(label, Math.max(left, xAt(time) - label.width / 2), yAt(0) + 10.5, ink.muted);
  }

  for (const [index, { from, to, value, partial }] of course.entries()) {
    const [x0, x1] = [xAt(from), xAt(to)];
    if (value === null) {
      pen.hatch(ink.hairline, x0, top, x1 - x0, height, 4);
      if (x1 - x0 > 42) centred(pen, 'no data', 6.5, (x0 + x1) / 2, top + height / 2, ink.muted);
      continue;
    }
    const before = course[index - 1]?.value ?? null;
    if (before !== null)
      pen.stroke(ink.text, 1.4, [
        [x0, yAt(before)],
        [x0, yAt(value)],
      ]);
    pen.stroke(
      ink.text,
      1.4,
      [
        [x0, yAt(value)],
        [x1, yAt(value)],
      ],
      partial ? [2.5, 2] : [],
    );
  }
  if (last.value !== null) {
    const label = lineOf(pen.fonts, { text: String(last.value), style: 'bold' }, 8);
    pen.line(label, left + width + 5, yAt(last.value) + 2.8, ink.text);
  }
}

/** The same as a line of a table, without axes; the score beside it says where it ends. */
export const sparkline =
  (course: readonly Step[]): Cell =>
  () => [
    {
      height: 14,
      paint: (pen, x, y, width) =>
        pen.artifact(() => {
          const [first, last] = [course[0], course.at(-1)];
          const yAt = (value: number) => y + 12 - (10 * value) / 100;
          pen.stroke(ink.hairline, 0.4, [
            [x, yAt(0)],
            [x + width, yAt(0)],
          ]);
          if (first === undefined || last === undefined) return;
          const xAt = (time: number) => x + (width * (time - first.from)) / (last.to - first.from);
          for (const [index, { from, to, value }] of course.entries()) {
            if (value === null) continue;
            const before = course[index - 1]?.value ?? value;
            pen.stroke(ink.text, 0.9, [
              [xAt(from), yAt(before)],
              [xAt(from), yAt(value)],
              [xAt(to), yAt(value)],
            ]);
          }
        }),
    },
  ];

/** A share of a whole, from 0 to 1, as a bar that says nothing about good or bad. */
export const shareBar =
  (share: number, height = 5): Cell =>
  () => [
    {
      height: height + 3,
      paint: (pen, x, y, width) =>
        pen.artifact(() => {
          pen.fill(ink.hairline, x, y + 1.5, width, height);
          pen.fill(ink.muted, x, y + 1.5, Math.max(share > 0 ? 1.5 : 0, width * share), height);
        }),
    },
  ];

/** `62.4, grade D, 91 % covered`; for tables. */
export const scoreWords = (score: Score): string =>
  score.value === null
    ? '–'
    : `${valueText(score)}, ${score.grade === null ? 'no grade' : `grade ${score.grade}`}, ${coverageText(score)} covered`;
