import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react';
import { Link } from '../link.tsx';
import classes from './table.module.css';
import { type TableAddress, withParams } from './table-state.ts';

interface Props {
  readonly column: {
    readonly key: string;
    readonly title: string;
    readonly align?: 'right';
    readonly sortable?: true;
    readonly width?: string;
  };
  readonly address: TableAddress | undefined;
}

export function HeaderCell({ column, address }: Props) {
  if (column.sortable !== true || address === undefined) {
    return (
      <th scope="col" data-align={column.align} data-width={column.width}>
        {column.title}
      </th>
    );
  }
  const { path, params, prefix, state } = address;
  const sorted = state.sort === column.key;
  const Icon = !sorted ? IconSelector : state.descending ? IconArrowDown : IconArrowUp;
  const next = sorted && !state.descending ? `-${column.key}` : column.key;
  return (
    <th
      scope="col"
      data-align={column.align}
      data-width={column.width}
      aria-sort={!sorted ? 'none' : state.descending ? 'descending' : 'ascending'}
    >
      <Link
        href={withParams(path, params, { [`${prefix}sort`]: next, [`${prefix}page`]: null })}
        scroll={false}
        className={classes.sort}
      >
        {column.title}
        <Icon size={14} aria-hidden data-sorted={sorted || undefined} />
      </Link>
    </th>
  );
}
