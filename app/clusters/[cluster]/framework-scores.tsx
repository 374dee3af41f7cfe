import { Link } from '#components/link.tsx';
import { Facts } from '#components/page/facts.tsx';
import { ScoreCell } from '#components/score/score-cell.tsx';
import type { ClusterOverview } from '#lib/store/read/cluster.ts';
import { frameworkPath } from '../../links.ts';
import { frameworkChoices } from '../../view.ts';

/** The score by every framework; the number opens the trend, the name the requirements. */
export function FrameworkScores({
  scores,
  href,
}: {
  readonly scores: ClusterOverview['scores'];
  readonly href: (framework: string) => string;
}) {
  const byId = new Map(scores.map(({ framework, score }) => [framework, score]));
  return (
    <Facts
      facts={frameworkChoices.map(({ id, name }) => {
        const score = byId.get(id);
        return [
          name,
          <span key={id}>
            <Link href={href(id)}>{score === undefined ? 'not judged yet' : <ScoreCell score={score} />}</Link>{' '}
            {id !== 'all' && <Link href={frameworkPath(id)}>requirements</Link>}
          </span>,
        ] as const;
      })}
    />
  );
}
