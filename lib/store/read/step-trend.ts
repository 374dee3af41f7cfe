import type { TrendPoint } from '#lib/assess/posture.ts';
import { fleetScoreOf, noScore, type Score } from '#lib/score/score.ts';

/** A score from one scan on; `to` null while it holds. Times in milliseconds. */
export interface ScoreStep {
  readonly from: number;
  readonly to: number | null;
  readonly scan: number;
  readonly score: Score;
}

/** A time in which no scan succeeded for more than twice the schedule; `to` is infinite while none has. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface History {
  readonly steps: readonly ScoreStep[];
  readonly gaps: readonly Gap[];
}

const iso = (time: number): string => new Date(time).toISOString();

/** What held at a moment: a step, unless nothing is known, and whether nobody had looked for too long. */
export interface Held<Step> {
  readonly step: Step | undefined;
  readonly gap: boolean;
}

/** What held at each of the times, which ascend; undefined before the first step. One walk through the history. */
export function heldAt<Step extends { readonly from: number; readonly to: number | null }>(
  steps: readonly Step[],
  gaps: readonly Gap[],
  times: readonly number[],
): (Held<Step> | undefined)[] {
  let step = 0;
  let gap = 0;
  return times.map((time) => {
    while (step + 1 < steps.length && (steps[step + 1]?.from ?? Number.POSITIVE_INFINITY) <= time) step += 1;
    while (gap < gaps.length && (gaps[gap]?.to ?? Number.POSITIVE_INFINITY) <= time) gap += 1;
    const current = steps[step];
    if (current === undefined || current.from > time) return undefined;
    const isOver = current.to !== null && current.to <= time;
    return { step: isOver ? undefined : current, gap: (gaps[gap]?.from ?? Number.POSITIVE_INFINITY) <= time };
  });
}

interface State {
  readonly score: Score;
  readonly gap: boolean;
  readonly scan: number | null;
}

/** What a cluster's score was at each of the times, which ascend; undefined where it had none. */
const statesAt = ({ steps, gaps }: History, times: readonly number[]): (State | undefined)[] =>
  heldAt(steps, gaps, times).map((held) => {
    if (held?.step === undefined) return undefined;
    return held.gap ? { score: noScore, gap: true, scan: null } : { score: held.step.score, gap: false, scan: held.step.scan };
  });

interface Spans {
  readonly steps: readonly { readonly from: number; readonly to: number | null }[];
  readonly gaps: readonly Gap[];
}

/** Every time between `from` and `to` at which something changes, and `from` itself, in order. */
export function moments(histories: readonly Spans[], from: number, to: number): number[] {
  const all = histories.flatMap(({ steps, gaps }) => [
    ...steps.flatMap((step) => (step.to === null ? [step.from] : [step.from, step.to])),
    ...gaps.flatMap((gap) => [gap.from, gap.to]),
  ]);
  return [...new Set([from, ...all.filter((time) => time > from && time <= to)])].sort((a, b) => a - b);
}

/** One cluster's score from `from` to `to`, a point for each change; what held at `from` is the first point. */
export function clusterTrend(history: History, from: number, to: number): TrendPoint[] {
  const times = moments([history], from, to);
  return statesAt(history, times).flatMap((state, index) => {
    const time = times[index];
    return state === undefined || time === undefined ? [] : [{ at: iso(time), ...state }];
  });
}

/** More points than a screen is wide say no more. */
const mostPoints = 500;

const evenly = (from: number, to: number): number[] =>
  Array.from({ length: mostPoints }, (_, index) => Math.round(from + ((to - from) * index) / (mostPoints - 1)));

/**
 * The fleet's: the mean of the clusters that are known at each time; a gap where all of them are in one. A point for each change, or
 * at even distances where there are more than 500 changes.
 */
export function fleetTrend(histories: readonly History[], from: number, to: number): TrendPoint[] {
  const changes = moments(histories, from, to);
  const times = changes.length > mostPoints ? evenly(from, to) : changes;
  const states = histories.map((history) => statesAt(history, times));
  return times.flatMap((time, index) => {
    const seen = states.flatMap((own) => own[index] ?? []);
    if (seen.length === 0) return [];
    const known = seen.filter(({ gap }) => !gap);
    return [{ at: iso(time), score: fleetScoreOf(known.map(({ score }) => score)), gap: known.length === 0, scan: null }];
  });
}

/** At most one point a day, the last one: enough for a line as wide as a thumb. Days are those of UTC. */
export function dailyTrend(points: readonly TrendPoint[]): TrendPoint[] {
  const days = new Map(points.map((point) => [point.at.slice(0, 10), point]));
  return [...days.values()];
}
