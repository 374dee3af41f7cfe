import { Link } from '../link.tsx';
import { countText } from '../text/count-text.ts';
import classes from './table.module.css';
import { pageSizes, type TableAddress, withParams } from './table-state.ts';

interface Props {
  readonly total: number;
  readonly unit: readonly [string, string];
  readonly address: TableAddress | undefined;
}

/** How many rows there are, which of them are shown, and the way to the others. */
export function Pages({ total, unit, address }: Props) {
  const noun = total === 1 ? unit[0] : unit[1];
  if (address === undefined) return <span>{`${countText(total)} ${noun}`}</span>;
  const { path, params, prefix, state } = address;
  const count = Math.max(1, Math.ceil(total / state.size));
  const page = Math.min(state.page, count);
  const first = (page - 1) * state.size + 1;
  const last = Math.min(total, page * state.size);
  const to = (target: number) => withParams(path, params, { [`${prefix}page`]: target === 1 ? null : target });
  return (
    <nav className={classes.pages} aria-label={`Pages of ${unit[1]}`}>
      <span>
        {count === 1 ? `${countText(total)} ${noun}` : `${countText(first)}–${countText(last)} of ${countText(total)} ${noun}`}
      </span>
      {count > 1 && (
        <>
          {page > 1 ? <Link href={to(page - 1)}>Previous</Link> : <span aria-disabled>Previous</span>}
          <span>
            page {page} of {count}
          </span>
          {page < count ? <Link href={to(page + 1)}>Next</Link> : <span aria-disabled>Next</span>}
        </>
      )}
      {total > pageSizes[0] && (
        <span className={classes.sizes}>
          rows:
          {pageSizes.map((size) =>
            size === state.size ? (
              <strong key={size} aria-current="true">
                {size}
              </strong>
            ) : (
              <Link
                key={size}
                href={withParams(path, params, { [`${prefix}size`]: size === 50 ? null : size, [`${prefix}page`]: null })}
                scroll={false}
              >
                {size}
              </Link>
            ),
          )}
        </span>
      )}
    </nav>
  );
}
