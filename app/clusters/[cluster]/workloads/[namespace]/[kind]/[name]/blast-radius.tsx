import type { OutsideMarkProps } from '#components/reach/outside-mark.tsx';
import { Rings } from '#components/reach/rings.tsx';
import { countText } from '#components/text/count-text.ts';
import type { OutsidePlace, WorkloadReach } from '#lib/assess/workload-reach.ts';
import { workloadPath } from '../../../../../../links.ts';

interface Props {
  readonly cluster: string;
  readonly scan: number | null;
  readonly reach: WorkloadReach;
}

const titles: Readonly<Record<OutsidePlace['id'], string>> = {
  internet: 'Internet',
  metadata: 'Cloud metadata',
  apiServer: 'API server',
  nodes: 'Nodes',
};

const others = (count: number): string => `${countText(count)} ${count === 1 ? 'workload' : 'workloads'} in its reach`;

function openOf({ direct, through }: OutsidePlace): OutsideMarkProps['open'] {
  if (direct === true) return 'itself';
  return through > 0 ? 'through' : direct === null ? 'unknown' : 'no';
}

function saysOf(place: OutsidePlace): string {
  const { direct, through } = place;
  switch (openOf(place)) {
    case 'itself':
      return `it gets there itself${through === 0 ? '' : `, and so ${through === 1 ? 'does' : 'do'} ${others(through)}`}`;
    case 'through':
      return `${others(through)} ${through === 1 ? 'gets' : 'get'} there; ${direct === null ? 'whether it does itself is not known' : 'it does not itself'}`;
    case 'unknown':
      return 'not known, for nothing tells which address that is';
    case 'no':
      return 'policies keep it from there';
  }
}

export function BlastRadius({ cluster, scan, reach: { id, rings, places } }: Props) {
  return (
    <Rings
      name={id}
      rings={rings}
      places={places.map((place) => ({
        title: titles[place.id],
        open: openOf(place),
        says: saysOf(place),
      }))}
      href={(other) => workloadPath(cluster, other, scan)}
    />
  );
}
