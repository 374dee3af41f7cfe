import { Button } from '@mantine/core';
import { FilterSelect, FilterText } from '#components/form/filter-fields.tsx';
import { FilterForm } from '#components/form/filter-form.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { Legend } from '#components/reach/legend.tsx';
import { NamespaceMap } from '#components/reach/namespace-map.tsx';
import { openSteps } from '#components/reach/openness.ts';
import { countText } from '#components/text/count-text.ts';
import { reachabilityPath } from '../../../links.ts';
import type { ChosenMap } from './chosen.ts';
import type { MapFields } from './query.ts';

interface Props {
  readonly cluster: string;
  /** As the address has it. */
  readonly scan: number | null;
  readonly fields: MapFields;
  readonly chosen: ChosenMap;
  readonly namespaces: number;
}

/** The map, what narrows it, and what its colours mean. */
export function ReachMap({ cluster, scan, fields, chosen, namespaces }: Props) {
  const { rows, columns, packed, left } = chosen;
  const path = reachabilityPath(cluster);
  const narrowed = fields.from !== '' || fields.to !== '';
  if (namespaces === 0) return <Empty>No pod runs in this cluster, so there is nobody to reach.</Empty>;
  return (
    <>
      <FilterForm path={path} keep={{ scan: scan === null ? null : String(scan) }}>
        <FilterText name="from" label="From namespaces" placeholder="all, or part of a name" value={fields.from} />
        <FilterText name="to" label="To namespaces" placeholder="all, or part of a name" value={fields.to} />
        <FilterSelect
          name="order"
          label="Order"
          all=""
          value={fields.order}
          options={[
            { value: 'blocks', label: 'Those alike side by side' },
            { value: 'name', label: 'By name' },
          ]}
        />
        <Button type="submit" size="xs" variant="default">
          Apply
        </Button>
        {narrowed && (
          <LinkButton href={reachabilityPath(cluster, scan)} size="xs" variant="subtle">
            Show all {countText(namespaces)} namespaces
          </LinkButton>
        )}
      </FilterForm>
      {rows.names.length === 0 || columns.names.length === 0 ? (
        <Empty>No connection is open between namespaces of these names, or there are none of these names.</Empty>
      ) : (
        <>
          <NamespaceMap
            cluster={cluster}
            rows={rows}
            columns={columns}
            cells={packed}
            pairs={`${path}/pairs${scan === null ? '' : `?scan=${scan}`}`}
          />
          <Legend title="Share of pairs of workloads that are open:" steps={openSteps} />
          {left > 0 && (
            <p>
              {left === 1 ? 'One namespace' : `${countText(left)} namespaces`} that nothing is open to or from here{' '}
              {left === 1 ? 'is' : 'are'} left out.
            </p>
          )}
        </>
      )}
    </>
  );
}
