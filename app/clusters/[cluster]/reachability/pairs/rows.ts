import { isEmpty, portsText } from '#lib/policy/ports.ts';
import type { Recalled } from '#lib/reachability/record.ts';
import type { PairFields } from './query.ts';

type Recorded = Recalled['classes'][number];

/** Two workloads, or parts of workloads that policies tell apart, and the ports that are open from one to the other. */
export interface PairRow {
  readonly src: Recorded;
  readonly dst: Recorded;
  /** `TCP 80, 8000-8090; UDP 53`, `all ports` or `no ports`. */
  readonly ports: string;
  readonly open: boolean;
}

/** The classes of the namespace that connections come from, and of the one that they go to. */
export interface PairEnds {
  readonly sources: readonly Recorded[];
  readonly targets: readonly Recorded[];
}

/** Null where nothing runs in one of the namespaces, or where there is no such namespace. */
export function endsOf({ classes }: Recalled, { from, to }: Pick<PairFields, 'from' | 'to'>): PairEnds | null {
  const sources = classes.filter(({ namespace }) => namespace === from);
  const targets = classes.filter(({ namespace }) => namespace === to);
  return sources.length === 0 || targets.length === 0 ? null : { sources, targets };
}

/** Every pair of two workloads, by source; a workload's own parts are none. */
export function pairRows(recalled: Recalled, { sources, targets }: PairEnds): readonly PairRow[] {
  const texts = new Map<object, { readonly ports: string; readonly open: boolean }>();
  return sources.flatMap((src) =>
    targets.flatMap((dst) => {
      if (src.workloadId === dst.workloadId) return [];
      const ports = recalled.between(src.index, dst.index);
      const said = texts.get(ports) ?? { ports: portsText(ports), open: !isEmpty(ports) };
      texts.set(ports, said);
      return [{ src, dst, ...said }];
    }),
  );
}

/** Those that the address asks for. */
export function chosenPairs(rows: readonly PairRow[], { show, q }: Pick<PairFields, 'show' | 'q'>): readonly PairRow[] {
  const text = q.toLowerCase();
  return rows.filter(
    ({ src, dst, ports, open }) =>
      (show === 'all' || open === (show === 'open')) &&
      (text === '' || [src.id, dst.id, ports].some((said) => said.toLowerCase().includes(text))),
  );
}
