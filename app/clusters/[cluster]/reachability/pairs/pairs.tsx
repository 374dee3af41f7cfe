import { Section } from '#components/page/section.tsx';
import { type TableAddress, withParams } from '#components/table/table-state.ts';
import { PairFilters } from './filters.tsx';
import { mostOnMap, PairMap } from './map.tsx';
import type { PairFields } from './query.ts';
import type { PairEnds, PairRow } from './rows.ts';
import { PairTable } from './table.tsx';

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly ends: PairEnds;
  readonly all: readonly PairRow[];
  /** Those of them that the address asks for. */
  readonly rows: readonly PairRow[];
  readonly fields: PairFields;
  readonly address: TableAddress;
}

/** The pairs as a map, where there are few enough and something is open, and as a list. */
export function Pairs({ cluster, scan, ends, all, rows, fields, address }: Props) {
  const anyOpen = all.some(({ open }) => open);
  const onMap = anyOpen && ends.sources.length <= mostOnMap && ends.targets.length <= mostOnMap;
  return (
    <>
      {onMap && <PairMap cluster={cluster} scan={scan} ends={ends} rows={all} />}
      <Section title="Pairs of workloads">
        <PairFilters path={address.path} params={address.params} fields={fields} />
        <PairTable
          cluster={cluster}
          scan={scan}
          fields={fields}
          rows={rows}
          address={address}
          anyOpen={anyOpen}
          all={withParams(address.path, address.params, { q: null, show: 'all', page: null })}
        />
      </Section>
    </>
  );
}
