import { Button } from '@mantine/core';
import { FilterSelect, FilterText } from '#components/form/filter-fields.tsx';
import { FilterForm } from '#components/form/filter-form.tsx';
import { type SearchParams, single } from '#components/table/table-state.ts';
import type { PairFields } from './query.ts';

interface Props {
  readonly path: string;
  readonly params: SearchParams;
  readonly fields: PairFields;
}

const kept = ['from', 'to', 'scan', 'sort', 'size', 'columns'];

export function PairFilters({ path, params, fields }: Props) {
  return (
    <FilterForm path={path} keep={Object.fromEntries(kept.map((key) => [key, single(params, key)]))}>
      <FilterText name="q" label="Search" placeholder="workload or port" value={fields.q} />
      <FilterSelect
        name="show"
        label="Show"
        all=""
        value={fields.show}
        options={[
          { value: 'open', label: 'Open pairs' },
          { value: 'closed', label: 'Closed pairs' },
          { value: 'all', label: 'All pairs' },
        ]}
      />
      <Button type="submit" size="xs" variant="default">
        Apply
      </Button>
    </FilterForm>
  );
}
