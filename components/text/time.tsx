import classes from './text.module.css';

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `3 hours ago`, `in 2 days`; `just now` within a minute on either side. */
export function relativeTime(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const step = steps.find(([, length]) => Math.abs(seconds) >= length);
  return step === undefined ? 'just now' : format.format(Math.trunc(seconds / step[1]), step[0]);
}

/** `2026-07-21 09:12 UTC` */
export const absoluteTime = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A moment as people tell it, the exact one on hover and in print. `at` is RFC 3339. */
export function Time({ at, now = new Date() }: { readonly at: string; readonly now?: Date }) {
  const moment = new Date(at);
  const absolute = absoluteTime(moment);
  return (
    <time dateTime={moment.toISOString()} title={absolute} data-absolute={absolute} className={classes.time}>
      <span>{relativeTime(moment, now)}</span>
    </time>
  );
}
