import type { Score as ScoreValue } from '#lib/score/score.ts';
import { Change } from './change.tsx';
import { CoverageRing } from './coverage-ring.tsx';
import classes from './score.module.css';
import { percentText, scoreText } from './score-text.ts';

interface Props {
  readonly score: ScoreValue;
  /** A week ago, null where there was no score then; left out where time is not the subject. */
  readonly before?: ScoreValue | null;
  /** Why there is no number, where there is none. */
  readonly reason?: string | undefined;
}

/** A score is never naked: the number, its grade, how much of it could be known, and how it changed in a week. */
export function Score({ score, before, reason = 'Nothing could be evaluated.' }: Props) {
  const { value, grade, coverage } = score;
  return (
    <div className={classes.score}>
      <CoverageRing coverage={coverage} size={108}>
        <span className={classes.number} data-part="score">
          {scoreText(value)}
        </span>
      </CoverageRing>
      <div className={classes.facts}>
        <span className={classes.grade}>{grade === null ? 'No grade' : `Grade ${grade}`}</span>
        {value === null ? (
          <span>{reason}</span>
        ) : (
          <>
            <span>
              {percentText(coverage ?? 0)} coverage{grade === null && ', too little for a grade'}
            </span>
            {before !== undefined && <Change score={score} before={before} />}
          </>
        )}
      </div>
    </div>
  );
}
