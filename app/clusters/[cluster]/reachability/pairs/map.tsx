import { Legend } from '#components/reach/legend.tsx';
import { WorkloadMap } from '#components/reach/workload-map.tsx';
import { explainPath } from '../../../../links.ts';
import type { PairEnds, PairRow } from './rows.ts';

/** More do not fit on a page so that ports can be read. */
export const mostOnMap = 25;

type Recorded = PairEnds['sources'][number];

/** By name alone; where two of them have one name, the kind and what sets parts apart tell them apart. */
function labelsOf(classes: readonly Recorded[]): readonly string[] {
  const times = Map.groupBy(classes, ({ workload }) => workload.name);
  return classes.map(({ id, namespace, workload: { name } }) =>
    times.get(name)?.length === 1 ? name : id.slice(namespace.length + 1),
  );
}

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly ends: PairEnds;
  readonly rows: readonly PairRow[];
}

/** Workload against workload, where there are few enough. */
export function PairMap({ cluster, scan, ends: { sources, targets }, rows }: Props) {
  const byEnds = new Map(rows.map(({ src, dst, ports }) => [`${src.index} ${dst.index}`, ports]));
  const texts = [...new Set(rows.map(({ ports }) => ports))];
  const endOf = (names: readonly string[]) => (one: Recorded, index: number) => ({ id: one.id, name: names[index] ?? one.id });
  return (
    <>
      <WorkloadMap
        label="Open ports from workload to workload"
        sources={sources.map(endOf(labelsOf(sources)))}
        targets={targets.map(endOf(labelsOf(targets)))}
        texts={texts}
        cells={sources.flatMap((src) =>
          targets.map((dst) => texts.indexOf(byEnds.get(`${src.index} ${dst.index}`) ?? 'of one workload')),
        )}
        explain={explainPath(cluster, undefined, undefined, scan)}
      />
      <Legend
        title="Open from the workload on the left to the one at the top:"
        steps={[
          { step: 0, says: 'no port' },
          { step: 2, says: 'some ports' },
          { step: 5, says: 'all ports' },
        ]}
      />
    </>
  );
}
