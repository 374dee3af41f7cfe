import { Outcome } from '#components/verdict/outcome.tsx';
import classes from '#components/verdict/verdict.module.css';
import type { RequirementResult } from '#lib/score/framework-score.ts';

interface Props extends Pick<RequirementResult, 'outcome' | 'literal'> {
  readonly short?: boolean;
}

/** Where a requirement has a literal reading, both verdicts: what really happens, and what the words alone ask for. */
export function Effective({ outcome, literal, short = false }: Props) {
  if (literal === null) return <Outcome outcome={outcome} short={short} />;
  return (
    <span className={classes.pair}>
      <Outcome outcome={outcome} short={short} /> <small>effective</small>
      <Outcome outcome={literal} short={short} /> <small>literal</small>
    </span>
  );
}
