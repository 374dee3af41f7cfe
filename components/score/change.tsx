import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import type { Score } from '#lib/score/score.ts';
import classes from './score.module.css';

interface Props {
  readonly score: Score;
  readonly before: Score | null;
  /** Leaves "since last week" to the heading. */
  readonly short?: boolean;
}

/** Against the score of a week ago. */
export function Change({ score, before, short = false }: Props) {
  if (score.value === null || before?.value == null)
    return <span className={classes.change}>{short ? '–' : 'No score a week ago'}</span>;
  const change = Math.round((score.value - before.value) * 10) / 10;
  const Icon = change === 0 ? IconArrowRight : change > 0 ? IconArrowUpRight : IconArrowDownRight;
  return (
    <span className={classes.change}>
      <Icon size={16} aria-hidden />
      {change === 0 ? 'unchanged' : `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(1)}`}
      {!short && ' since last week'}
    </span>
  );
}
