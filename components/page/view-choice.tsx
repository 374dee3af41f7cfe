import { FilterSelect } from '../form/filter-fields.tsx';
import { FilterForm } from '../form/filter-form.tsx';
import { type SearchParams, single } from '../table/table-state.ts';

interface Props {
  readonly path: string;
  readonly params: SearchParams;
  readonly framework: string;
  readonly frameworks: readonly { readonly id: string; readonly name: string }[];
  readonly days: number;
  readonly ranges: readonly number[];
}

/** Which score a page shows, and how far its trend goes back. */
export function ViewChoice({ path, params, framework, frameworks, days, ranges }: Props) {
  const kept = Object.keys(params).filter((key) => key !== 'framework' && key !== 'days');
  const keep = Object.fromEntries(kept.map((key) => [key, single(params, key)]));
  return (
    <FilterForm path={path} keep={keep}>
      <FilterSelect
        name="framework"
        label="Score by"
        hideLabel
        all=""
        value={framework}
        options={frameworks.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <FilterSelect
        name="days"
        label="Trend"
        hideLabel
        all=""
        value={String(days)}
        options={ranges.map((range) => ({ value: String(range), label: `${range} days` }))}
      />
    </FilterForm>
  );
}
