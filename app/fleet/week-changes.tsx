import { Link } from '#components/link.tsx';
import { Facts } from '#components/page/facts.tsx';
import { countText } from '#components/text/count-text.ts';
import { controlOf } from '#lib/controls/registry.ts';
import type { FleetOverview } from '#lib/store/read/fleet.ts';
import { controlPath, type FindingsQuery, findingsPath } from '../links.ts';

interface Props {
  readonly changes: FleetOverview['changes'];
  /** What the lists that the numbers open are narrowed to. */
  readonly scope: FindingsQuery;
}

const most = 4;

/** What got worse and better, in numbers that open the lists they count. */
export function WeekChanges({ changes: { since, opened, closed, newlyUnknown }, scope }: Props) {
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
      ]}
    />
  );
}

const counted = (number: number): string => `${countText(number)} ${number === 1 ? 'finding' : 'findings'}`;
