import { Outcome } from '#components/verdict/outcome.tsx';
import type { RequirementResult } from '#lib/score/framework-score.ts';

/** The effective verdict, and the literal one below it where the two differ. */
export function Effective({ outcome, literal }: Pick<RequirementResult, 'outcome' | 'literal'>) {
  return (
    <>
      <Outcome outcome={outcome} />
      {literal !== null && literal !== outcome && (
        <div title="By the words of the benchmark alone">
          literally <Outcome outcome={literal} />
        </div>
      )}
    </>
  );
}
