import { Button } from '@mantine/core';
import { FilterSelect, FilterText } from '#components/form/filter-fields.tsx';
import { FilterForm } from '#components/form/filter-form.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { type SearchParams, single } from '#components/table/table-state.ts';
import { severities } from '#lib/controls/control.ts';
import { palette } from '#lib/controls/palette.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import { clusterWide, type FindingsFields } from './query.ts';

interface Props {
  readonly fields: FindingsFields;
  readonly params: SearchParams;
  readonly clusters: readonly Cluster[];
  readonly namespaces: readonly string[];
  readonly controls: readonly string[];
}

const named = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));
const severityOptions = severities.map((severity) => ({ value: severity, label: palette[severity].label }));
const kept = ['sort', 'size', 'columns', 'openedSince', 'closedSince', 'unconfirmed'];

// What the address asks for stays a choice although nothing open has it any more.
const withChosen = (names: readonly string[], chosen: string | undefined) =>
  chosen === undefined || names.includes(chosen) ? names : [chosen, ...names];

export function FindingsFilters({ fields, params, clusters, namespaces, controls }: Props) {
  const keep = Object.fromEntries(kept.map((key) => [key, single(params, key)]));
  const places = namespaces.map((name) => (name === '' ? clusterWide : name));
  return (
    <FilterForm path="/findings" keep={keep}>
      <FilterText name="q" label="Search" placeholder="name, namespace, text" value={fields.q ?? ''} />
      <FilterSelect
        name="cluster"
        label="Cluster"
        all="All clusters"
        value={fields.cluster ?? ''}
        options={named(
          withChosen(
            clusters.map(({ name }) => name),
            fields.cluster,
          ),
        )}
      />
      <FilterSelect
        name="namespace"
        label="Namespace"
        all="All namespaces"
        value={fields.namespace ?? ''}
        options={named(withChosen(places, fields.namespace))}
      />
      <FilterSelect
        name="control"
        label="Control"
        all="All controls"
        value={fields.control ?? ''}
        options={named(withChosen(controls, fields.control))}
      />
      <FilterSelect
        name="severity"
        label="Severity"
        all="All severities"
        value={fields.severity ?? ''}
        options={severityOptions}
      />
      <FilterSelect
        name="state"
        label="State"
        all="Open"
        value={fields.state === 'open' ? '' : (fields.state ?? '')}
        options={[
          { value: 'closed', label: 'Closed' },
          { value: 'all', label: 'Open and closed' },
        ]}
      />
      <FilterSelect
        name="excluded"
        label="Left out by settings"
        all="Not shown"
        value={fields.excluded === 'without' ? '' : (fields.excluded ?? '')}
        options={[
          { value: 'with', label: 'Shown too' },
          { value: 'only', label: 'Only those' },
        ]}
      />
      <Button type="submit" size="xs" variant="default">
        Apply
      </Button>
      {Object.values(fields).some((value) => value !== undefined) && (
        <LinkButton href="/findings" size="xs" variant="subtle">
          Clear
        </LinkButton>
      )}
    </FilterForm>
  );
}
