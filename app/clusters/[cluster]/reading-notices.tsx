import { Notice } from '#components/page/notice.tsx';
import { Time } from '#components/text/time.tsx';
import { gapsOf } from '#lib/snapshot/snapshot.ts';
import type { ClusterOverview } from '#lib/store/read/cluster.ts';

const most = 10;

const counted = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

interface Props {
  /** The scan that failed, if one did. */
  readonly failure: ClusterOverview['failure'];
  /** Of the scan that the page tells about. */
  readonly summary: ClusterOverview['summary'];
  /** What the page shows although a scan failed. */
  readonly instead?: string;
}

/** What could not be read or understood: it comes first, because it makes everything below less certain. */
export function ReadingNotices({ failure, summary, instead }: Props) {
  const unread = summary?.unread ?? [];
  const problems = gapsOf(summary?.problems ?? []);
  return (
    <>
      {failure !== null && (
        <Notice kind="problem" title={`Scan ${failure.number} failed`}>
          <p>
            {failure.error} (<Time at={failure.at} />) {instead}
          </p>
        </Notice>
      )}
      {unread.length > 0 && (
        <Notice
          kind="problem"
          title={`${counted(unread.length, 'kind of object', 'kinds of objects')} could not be read; what needs them is unknown`}
        >
          <ul>
            {unread.slice(0, most).map(({ resource, status, message }) => (
              <li key={resource}>
                <strong>{resource}</strong> ({status}): {message}
              </li>
            ))}
          </ul>
          {unread.length > most && <p>and {unread.length - most} more</p>}
        </Notice>
      )}
      {problems.length > 0 && (
        <Notice kind="problem" title={`${counted(problems.length, 'object', 'objects')} could not be understood`}>
          <ul>
            {problems.slice(0, most).map(({ object, message }) => (
              <li key={`${object}/${message}`}>
                <strong>{object}</strong>: {message}
              </li>
            ))}
          </ul>
          {problems.length > most && <p>and {problems.length - most} more: the last scan lists them all</p>}
        </Notice>
      )}
    </>
  );
}
