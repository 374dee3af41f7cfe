import { Link } from '#components/link.tsx';
import { Facts } from '#components/page/facts.tsx';
import { countText } from '#components/text/count-text.ts';
import { controlOf } from '#lib/controls/registry.ts';
import type { FleetOverview } from '#lib/store/read/fleet.ts';
import type { RecentDrift, RecentDrifts } from '#lib/store/read/recent-drift.ts';
import { controlPath, driftPath, type FindingsQuery, findingsPath } from '../links.ts';

interface Props {
  readonly changes: FleetOverview['changes'];
  /** What the lists that the numbers open are narrowed to. */
  readonly scope: FindingsQuery;
}

const most = 4;

/** What got worse and better, in numbers that open the lists they count. */
export function WeekChanges({ changes: { since, opened, closed, newlyUnknown, connections }, scope }: Props) {
  const controls = [...new Set(newlyUnknown.map(({ control }) => control))];
  return (
    <Facts
      facts={[
        [
          'Opened',
          <Link key="opened" href={findingsPath({ ...scope, openedSince: since, state: 'all' })}>
            {counted(opened)}
          </Link>,
        ],
        [
          'Closed',
          <Link key="closed" href={findingsPath({ ...scope, closedSince: since, state: 'closed' })}>
            {counted(closed)}
          </Link>,
        ],
        [
          'Newly unknown',
          controls.length === 0
            ? 'nothing'
            : controls.slice(0, most).map((id) => (
                <div key={id}>
                  <Link href={controlPath(id)}>{controlOf(id)?.title ?? id}</Link>
                </div>
              )),
        ],
        ...(controls.length > most ? [['', `and ${controls.length - most} more`] as const] : []),
        ['Connections', <Connections key="connections" drifts={connections} named={scope.cluster === undefined} />],
      ]}
    />
  );
}

const counted = (number: number): string => `${countText(number)} ${number === 1 ? 'finding' : 'findings'}`;

function driftText({ counts }: RecentDrift): string {
  if (counts === null) return 'more changed than are kept';
  const { opened, closed, changed, unknownScans } = counts;
  const parts = [
    ...(opened > 0 ? [`${countText(opened)} opened`] : []),
    ...(closed > 0 ? [`${countText(closed)} closed`] : []),
    ...(changed > 0 && opened + closed === 0 ? [`${countText(changed)} on other ports`] : []),
  ];
  if (unknownScans.length > 0) return [...parts, 'not all known'].join(', ');
  return parts.length === 0 ? 'changed and changed back' : parts.join(', ');
}

/** What opened and closed between workloads; of a fleet by cluster. */
function Connections({ drifts: { clusters, more }, named }: { readonly drifts: RecentDrifts; readonly named: boolean }) {
  if (clusters.length === 0) return 'no change recorded';
  return (
    <>
      {clusters.map((drift) => (
        <div key={drift.cluster}>
          <Link href={driftPath(drift.cluster, drift)}>
            {named && `${drift.cluster}: `}
            {driftText(drift)}
          </Link>
        </div>
      ))}
      {more > 0 && `and ${more} more ${more === 1 ? 'cluster' : 'clusters'}`}
    </>
  );
}
