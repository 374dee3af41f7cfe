import type { Posture, TrendPoint } from '#lib/assess/posture.ts';
import { fleetScoreOf, type Score } from '#lib/score/score.ts';

/** A time in which the score did not change, in milliseconds since 1970. A null value is a gap: nothing is known of that time. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly value: number | null;
  /** Of a fleet: some clusters that were known before were not at that time, and the value is the mean of the others. */
  readonly partial: boolean;
}

interface Mark {
  readonly time: number;
  readonly score: Score | null;
}

const marksOf = (points: readonly TrendPoint[]): readonly Mark[] =>
  points.map(({ at, gap, score }) => ({ time: Date.parse(at), score: gap ? null : score })).toSorted((a, b) => a.time - b.time);

/** The course of the score over the report's period, step by step, from its begin to its end. */
export function trendOf({ clusters, period }: Pick<Posture, 'clusters' | 'period'>): readonly Step[] {
  const [from, to] = [Date.parse(period.from), Date.parse(period.to)];
  if (!(to > from)) return [];
  const courses = clusters.map(({ trend }) => ({ marks: marksOf(trend), next: 0, score: null as Score | null, seen: false }));
  const inside = courses.flatMap(({ marks }) => marks.map(({ time }) => time)).filter((time) => time > from && time < to);
  const times = [...new Set([from, ...inside, to])].toSorted((a, b) => a - b);
  const steps: Step[] = [];
  for (const [index, time] of times.entries()) {
    const until = times[index + 1];
    if (until === undefined) break;
    for (const course of courses) {
      for (let mark = course.marks[course.next]; mark !== undefined && mark.time <= time; mark = course.marks[course.next]) {
        course.score = mark.score;
        course.seen ||= mark.score !== null;
        course.next += 1;
      }
    }
    const known = courses.flatMap(({ score }) => (score === null || score.value === null ? [] : [score]));
    const { value } = fleetScoreOf(known);
    const partial = known.length > 0 && known.length < courses.filter(({ seen }) => seen).length;
    const before = steps.at(-1);
    if (before !== undefined && before.value === value && before.partial === partial)
      steps[steps.length - 1] = { ...before, to: until };
    else steps.push({ from: time, to: until, value, partial });
  }
  return steps;
}
