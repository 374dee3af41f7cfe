import type { Score } from '#lib/score/score.ts';
import classes from './score.module.css';
import { percentText, scoreText } from './score-text.ts';

/** The score in a row of a table: number, grade, coverage. */
export function ScoreCell({ score, reason }: { readonly score: Score; readonly reason?: string | null }) {
  if (score.value === null) {
    return (
      <span className={classes.none} title={reason ?? 'Nothing could be evaluated.'}>
        –
      </span>
    );
  }
  return (
    <span className={classes.cell}>
      <strong>{scoreText(score.value)}</strong>
      <span className={classes.letter}>{score.grade}</span>
      <span className={classes.covering} title="Share of the weight that could be evaluated">
        {percentText(score.coverage ?? 0)}
      </span>
    </span>
  );
}
