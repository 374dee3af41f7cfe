'use client';

import { useCallback, useMemo } from 'react';
import { percentText } from '../score/score-text.ts';
import { countText } from '../text/count-text.ts';
import { HeatMap } from './heat-map.tsx';
import type { Axis, Place } from './heat-places.ts';
import { opennessOf } from './openness.ts';
import { unpackCells } from './packed-cells.ts';

interface Props {
  readonly cluster: string;
  readonly rows: Axis;
  readonly columns: Axis;
  /** By `packCells`, row by row. */
  readonly cells: string;
  /** Where a cell leads, before `from` and `to` are added to its query. */
  readonly pairs: string;
}

/** Which share of the pairs of workloads of two namespaces is open, for every two of them. */
export function NamespaceMap({ cluster, rows, columns, cells, pairs }: Props) {
  const across = columns.names.length;
  const unpacked = useMemo(() => unpackCells(cells), [cells]);
  const cellAt = useCallback(
    ({ row, column }: Place) => unpacked[row * across + column] ?? ([0, 0] as const),
    [unpacked, across],
  );
  const opennessAt = useCallback((place: Place) => opennessOf(...cellAt(place)), [cellAt]);
  const markAt = useCallback(
    (place: Place) => {
      const [open, of] = cellAt(place);
      return open === 0 ? '' : percentText(open / of).replace('under ', '<');
    },
    [cellAt],
  );
  const namesAt = ({ row, column }: Place) => [rows.names[row] ?? '', columns.names[column] ?? ''] as const;
  const says = (place: Place) => {
    const [from, to] = namesAt(place);
    const [open, of] = cellAt(place);
    if (of === 0) return `Within ${from}: its only workload has no other to connect to.`;
    const where = from === to ? `Within ${from}` : `From ${from} to ${to}`;
    if (open === 0) return `${where}: no pair of workloads is open.`;
    return `${where}: ${countText(open)} of ${countText(of)} ${of === 1 ? 'pair' : 'pairs'} of workloads open (${percentText(open / of)}).`;
  };
  const hrefAt = (place: Place) => {
    const [from, to] = namesAt(place);
    return `${pairs}${pairs.includes('?') ? '&' : '?'}${new URLSearchParams({ from, to })}`;
  };
  return (
    <HeatMap
      label={`Open pairs of workloads in ${cluster}, from namespace to namespace`}
      rows={rows}
      columns={columns}
      opennessAt={opennessAt}
      markAt={markAt}
      says={says}
      hrefAt={hrefAt}
    />
  );
}
