import { FilterSelect } from '#components/form/filter-fields.tsx';
import { FilterForm } from '#components/form/filter-form.tsx';
import type { DriftScan } from '#lib/store/read/drift-scans.ts';
import { ranges } from '../../../view.ts';
import type { ChosenScans } from './chosen.ts';

/** More choices than this are no choice; then only scans that changed something can be chosen, and what they were compared with. */
const mostScans = 200;

interface Props {
  readonly path: string;
  readonly scans: readonly DriftScan[];
  readonly chosen: ChosenScans;
  readonly days: number;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `46 · 7 Oct · +1282 −0`: short, because a closed choice cuts what is long. */
function scanText({ number, at, status, counts }: DriftScan): string {
  const moved = counts === null ? '?' : counts.opened + counts.closed === 0 ? null : `+${counts.opened} −${counts.closed}`;
  return [number, day.format(new Date(at)), status === 'failed' ? 'failed' : moved].filter((part) => part !== null).join(' · ');
}

function offered(scans: readonly DriftScan[], { from, to }: ChosenScans): readonly DriftScan[] {
  const compared = new Set(scans.flatMap(({ against }) => against ?? []));
  const all = scans.length <= mostScans ? scans : scans.filter(({ against, number }) => against !== null || compared.has(number));
  const byNumber = new Map([from, to, ...all.slice(-mostScans)].map((scan) => [scan.number, scan]));
  return [...byNumber.values()].toSorted((a, b) => b.number - a.number);
}

/** Which two scans are compared, and how far back the time line goes. */
export function DriftChoice({ path, scans, chosen, days }: Props) {
  const options = offered(scans, chosen).map((scan) => ({ value: String(scan.number), label: scanText(scan) }));
  return (
    <FilterForm path={path} keep={{}}>
      <FilterSelect name="from" label="From scan" all="" value={String(chosen.from.number)} options={options} />
      <FilterSelect name="to" label="To scan" all="" value={String(chosen.to.number)} options={options} />
      <FilterSelect
        name="days"
        label="Time line"
        all=""
        value={String(days)}
        options={ranges.map((range) => ({ value: String(range), label: `${range} days` }))}
      />
    </FilterForm>
  );
}
