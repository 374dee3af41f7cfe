import { type ReactNode, useId } from 'react';
import { ColumnChoice } from './column-choice.tsx';
import { DownloadRows } from './download-rows.tsx';
import { HeaderCell } from './header-cell.tsx';
import { Pages } from './pages.tsx';
import { RowKeys } from './row-keys.tsx';
import classes from './table.module.css';
import type { TableAddress } from './table-state.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** What a CSV file says, where that is not the text of the cell. */
  readonly text?: (row: Row) => string;
  readonly align?: 'right';
  /** A click on its title sorts by it. */
  readonly sortable?: true;
  /** Whether people can take it away, or whether it is away until they ask for it. */
  readonly choice?: 'always' | 'onRequest';
  /** `text`: takes what the others leave, and wraps. `name`: at most so wide as a name needs, and cuts it. `tight`: never wraps. */
  readonly width?: 'text' | 'name' | 'tight';
}

interface Props<Row> {
  /** Names the table, its CSV file and, for people who hear the page, its caption. */
  readonly name: string;
  /** One row, several rows: `finding`, `findings`. */
  readonly unit: readonly [string, string];
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  readonly total: number;
  /** Puts rows that have it in common below a heading of that text. */
  readonly group?: (row: Row) => string;
  /** Without one the table is as it is: nothing to sort, choose or leaf through. */
  readonly address?: TableAddress;
  /** Where a file with all rows comes from; without it, the file is made of the rows that are shown. */
  readonly csv?: string;
  /** Stands in the place of the table when there are no rows: one sentence and one button. */
  readonly empty: ReactNode;
}

/**
 * A table whose sorting, paging and columns live in the address. Its cells are plain server markup on purpose: a component that must
 * wake up in the browser, times fifty rows, times ten columns, is what makes such pages slow.
 */
export function DataTable<Row>({ name, unit, columns, rows, rowKey, total, group, address, csv, empty }: Props<Row>) {
  const id = useId();
  if (total === 0) return empty;
  const chosenKeys = address?.state.columns ?? null;
  const chosen = (column: Column<Row>) =>
    column.choice === 'always' || (chosenKeys === null ? column.choice !== 'onRequest' : chosenKeys.includes(column.key));
  const shown = columns.filter(chosen);
  const groups = group === undefined ? [['', rows] as const] : [...Map.groupBy(rows, group)];
  const choices = columns.map((column) => ({
    key: column.key,
    title: column.title,
    fixed: column.choice === 'always',
    shown: chosen(column),
  }));
  return (
    <div className={classes.frame}>
      <RowKeys>
        <table id={id} className={classes.table} data-name={name}>
          <caption className={classes.caption}>{name}</caption>
          <thead>
            <tr>
              {shown.map((column) => (
                <HeaderCell key={column.key} column={column} address={address} />
              ))}
            </tr>
          </thead>
          {groups.map(([heading, own]) => (
            <tbody key={heading}>
              {group !== undefined && (
                <tr>
                  <th colSpan={shown.length} scope="rowgroup">
                    {heading}
                  </th>
                </tr>
              )}
              {own.map((row) => (
                <tr key={rowKey(row)}>
                  {shown.map((column) => (
                    <td
                      key={column.key}
                      data-title={column.title}
                      data-align={column.align}
                      data-width={column.width}
                      data-text={column.text?.(row)}
                    >
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </RowKeys>
      <div className={classes.foot}>
        <Pages total={total} unit={unit} address={address} />
        <div className={classes.tools}>
          {address !== undefined && (
            <ColumnChoice columns={choices} path={address.path} params={address.params} prefix={address.prefix} />
          )}
          <DownloadRows table={id} name={name} href={csv} />
        </div>
      </div>
    </div>
  );
}
