import { Link } from '#components/link.tsx';
import type { Column } from '#components/table/data-table.tsx';
import { ObjectName } from '#components/text/object-name.tsx';
import { Time } from '#components/text/time.tsx';
import { Verdict } from '#components/verdict/verdict.tsx';
import { refText } from '#lib/snapshot/objects.ts';
import type { FindingRow } from '#lib/store/read/finding-rows.ts';
import { clusterPath, controlPath, findingPath } from '../links.ts';

/** What is special about a finding, in a word; empty for one that is simply open. */
function standing({ closedAt, unconfirmedScan, excluded }: FindingRow): string {
  if (closedAt !== null) return 'closed';
  if (excluded) return 'left out';
  return unconfirmedScan === null ? '' : 'not confirmed';
}

export const findingColumns: readonly Column<FindingRow>[] = [
  {
    key: 'severity',
    title: 'Severity',
    sortable: true,
    cell: ({ severity }) => <Verdict tone={severity} />,
  },
  {
    key: 'resource',
    title: 'Resource',
    sortable: true,
    choice: 'always',
    width: 'name',
    cell: ({ id, resource }) => <ObjectName resource={resource} href={findingPath(id)} withKind />,
    text: ({ resource }) => refText(resource),
  },
  {
    key: 'message',
    title: 'What is wrong',
    width: 'text',
    cell: ({ message }) => message,
  },
  {
    key: 'control',
    title: 'Control',
    sortable: true,
    width: 'tight',
    cell: ({ control }) => <Link href={controlPath(control)}>{control}</Link>,
  },
  {
    key: 'cluster',
    title: 'Cluster',
    sortable: true,
    width: 'tight',
    cell: ({ cluster }) => <Link href={clusterPath(cluster.name)}>{cluster.name}</Link>,
  },
  {
    key: 'opened',
    title: 'Open since',
    sortable: true,
    width: 'tight',
    cell: ({ openedAt, initial }) => (
      <>
        {initial && 'before '}
        <Time at={openedAt} />
      </>
    ),
    text: ({ openedAt, initial }) => `${initial ? 'before ' : ''}${openedAt}`,
  },
  {
    key: 'closed',
    title: 'Closed',
    sortable: true,
    choice: 'onRequest',
    cell: ({ closedAt }) => closedAt !== null && <Time at={closedAt} />,
    text: ({ closedAt }) => closedAt ?? '',
  },
  {
    key: 'standing',
    title: 'State',
    choice: 'onRequest',
    cell: (row) => standing(row),
  },
];
