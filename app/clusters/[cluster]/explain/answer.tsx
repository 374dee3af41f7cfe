import { Notice } from '#components/page/notice.tsx';
import { Section } from '#components/page/section.tsx';
import { ConnectionEnds } from '#components/reach/connection-ends.tsx';
import { Story } from '#components/reach/story.tsx';
import type { Explained, ToldExplanation } from '#lib/assess/explained.ts';
import { workloadPath } from '../../../links.ts';

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly answer: Explained;
}

/** Ids of workloads have their kind in brackets; addresses and the ingress controller have no page. */
const hasPage = (end: string): boolean => end.includes('[');

function verdictText({ open, closed }: ToldExplanation): string {
  if (open === null) return `Denied on ${closed ?? 'no ports'}.`;
  return closed === null ? `Allowed on ${open}.` : `Allowed on ${open}; denied on ${closed}.`;
}

/** What was asked, in one line, then the story of each part of the ports. */
export function Answer({ cluster, scan, answer: { explanations, left } }: Props) {
  return (
    <>
      {explanations.map((explanation) => {
        const { src, dst, stories, ways, partial } = explanation;
        return (
          <Section
            key={`${src} ${dst}`}
            title={
              <ConnectionEnds src={src} dst={dst} href={(end) => (hasPage(end) ? workloadPath(cluster, end, scan) : null)} />
            }
            note={<strong>{verdictText(explanation)}</strong>}
          >
            {partial.length > 0 && (
              <Notice kind="problem" title="This may not be the whole truth">
                <ul>
                  {partial.map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
              </Notice>
            )}
            {stories.map((story) => (
              <Story key={story.ports} src={src} dst={dst} story={story} />
            ))}
            {ways.length > 0 && (
              <>
                <h3>How traffic from outside gets there</h3>
                <ul>
                  {ways.map((way) => (
                    <li key={way}>{way}</li>
                  ))}
                </ul>
              </>
            )}
          </Section>
        );
      })}
      {left > 0 && (
        <Notice kind="info" title={`${left} more pairs of parts are not shown: name one part of each workload by its id`} />
      )}
    </>
  );
}
