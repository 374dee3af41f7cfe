import { Button } from '@mantine/core';
import { FilterSelect, FilterText } from '#components/form/filter-fields.tsx';
import { FilterForm } from '#components/form/filter-form.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { type SearchParams, single } from '#components/table/table-state.ts';
import { narrowings, type WorkloadFields } from './query.ts';

interface Props {
  readonly path: string;
  readonly params: SearchParams;
  readonly fields: WorkloadFields;
  readonly namespaces: readonly string[];
  /** The list without what narrows it. */
  readonly all: string;
}

const kept = ['scan', 'sort', 'size', 'columns'];

export function WorkloadFilters({ path, params, fields, namespaces, all }: Props) {
  const { q, namespace, show } = fields;
  return (
    <FilterForm path={path} keep={Object.fromEntries(kept.map((key) => [key, single(params, key)]))}>
      <FilterText name="q" label="Search" placeholder="namespace or name" value={q} />
      <FilterSelect
        name="namespace"
        label="Namespace"
        all="All namespaces"
        value={namespace}
        options={(namespace === '' || namespaces.includes(namespace) ? namespaces : [namespace, ...namespaces]).map((name) => ({
          value: name,
          label: name,
        }))}
      />
      <FilterSelect
        name="show"
        label="Show"
        all="All workloads"
        value={show ?? ''}
        options={Object.entries(narrowings).map(([value, { label }]) => ({ value, label }))}
      />
      <Button type="submit" size="xs" variant="default">
        Apply
      </Button>
      {(q !== '' || namespace !== '' || show !== null) && (
        <LinkButton href={all} size="xs" variant="subtle">
          Clear
        </LinkButton>
      )}
    </FilterForm>
  );
}
