'use client';

import { useCallback } from 'react';
import { HeatMap } from './heat-map.tsx';
import type { Place } from './heat-places.ts';
import type { Openness } from './openness.ts';

interface End {
  readonly id: string;
  readonly name: string;
}

interface Props {
  readonly label: string;
  readonly sources: readonly End[];
  readonly targets: readonly End[];
  /** What the ports of cells can be: `TCP 80, 8080`, `all ports`, `no ports`. */
  readonly texts: readonly string[];
  /** For each cell, row by row, which of the texts; -1 where both ends are of one workload. */
  readonly cells: readonly number[];
  /** Where a cell leads, before `src` and `dst` are added to its query. */
  readonly explain: string;
}

/** `80`, `80…` where there are more, `all`. */
function markOf(ports: string | undefined): string {
  if (ports === undefined || ports === 'no ports') return '';
  if (ports === 'all ports') return 'all';
  const [first = ''] = /\d+(-\d+)?/.exec(ports) ?? [];
  return /[,;]/.test(ports) || first.includes('-') ? `${first.split('-')[0]}…` : first;
}

/** Which ports are open, from each workload of one namespace to each of another. */
export function WorkloadMap({ label, sources, targets, texts, cells, explain }: Props) {
  const portsAt = useCallback(
    ({ row, column }: Place) => texts[cells[row * targets.length + column] ?? -1],
    [texts, cells, targets],
  );
  const opennessAt = useCallback(
    (place: Place): Openness => {
      const ports = portsAt(place);
      return ports === undefined ? null : ports === 'no ports' ? 0 : ports === 'all ports' ? 5 : 2;
    },
    [portsAt],
  );
  const markAt = useCallback((place: Place) => markOf(portsAt(place)), [portsAt]);
  const endsAt = ({ row, column }: Place) => [sources[row]?.id ?? '', targets[column]?.id ?? ''] as const;
  const says = (place: Place) => {
    const [src, dst] = endsAt(place);
    const ports = portsAt(place);
    return ports === undefined ? `${src} to ${dst}: both are of one workload.` : `${src} to ${dst}: ${ports}.`;
  };
  const hrefAt = (place: Place) => {
    const [src, dst] = endsAt(place);
    return `${explain}${explain.includes('?') ? '&' : '?'}${new URLSearchParams({ src, dst })}`;
  };
  return (
    <HeatMap
      label={label}
      rows={{ names: sources.map(({ name }) => name), bands: [] }}
      columns={{ names: targets.map(({ name }) => name), bands: [] }}
      opennessAt={opennessAt}
      markAt={markAt}
      says={says}
      hrefAt={hrefAt}
    />
  );
}
