import { kindText, takenText } from '#lib/assess/taken-text.ts';
import type { WorkloadReach } from '#lib/assess/workload-reach.ts';
import { workloadPath } from '../../../../../../links.ts';
import type { ScanShown } from '../../../../../scan-shown.ts';
import { ScanLine } from '../../../../reachability/scan-line.tsx';

interface Props {
  readonly cluster: string;
  readonly id: string;
  readonly shown: ScanShown | null;
  readonly reach: WorkloadReach | null;
}

/** What it would mean if the workload were taken, what it is, and as of when. */
export function Lede({ cluster, id, shown, reach }: Props) {
  return (
    <>
      {reach && <strong>{takenText(reach)}</strong>}
      <span>
        {reach && `${kindText(reach)} · `}
        {shown && <ScanLine cluster={cluster} shown={shown} newest={workloadPath(cluster, id)} />}
      </span>
    </>
  );
}
