import { Facts } from '#components/page/facts.tsx';
import { ScoreCell } from '#components/score/score-cell.tsx';
import type { ScanDetail } from '#lib/store/read/scan.ts';
import { frameworkChoices } from '../../../../view.ts';

export function ScanScores({ scores }: Pick<ScanDetail, 'scores'>) {
  const byId = new Map(scores.map(({ framework, score }) => [framework, score]));
  return (
    <Facts
      facts={frameworkChoices.flatMap(({ id, name }) => {
        const score = byId.get(id);
        return score === undefined ? [] : [[name, <ScoreCell key={id} score={score} />] as const];
      })}
    />
  );
}
