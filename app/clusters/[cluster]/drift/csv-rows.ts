import type { DriftLines } from '#lib/assess/drift-causes.ts';
import { allowedText } from '#lib/report/wording.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { DriftView } from '#lib/store/read/drift.ts';

export const driftColumns = ['change', 'src', 'dst', 'ports_before', 'ports_after', 'scans', 'causes'] as const;

type Row = Readonly<Partial<Record<(typeof driftColumns)[number], string>>>;

const words = { added: 'opened', removed: 'closed', changed: 'other ports' } as const;

/** Who reads the file must not take it for the whole where the page says that it is not. */
function* missingRows({ truncated, unknownScans }: Pick<DriftView, 'truncated' | 'unknownScans'>): Generator<Row> {
  for (const scan of truncated)
    yield { change: 'not known', scans: String(scan), causes: 'more connections changed in this scan than are kept' };
  for (const scan of unknownScans)
    yield { change: 'not known', scans: String(scan), causes: 'what this scan changed is not known' };
}

function* lineRows({ type, src: sources, dst: destinations, before, after, causes }: DriftLines): Generator<Row> {
  const row = {
    change: words[type],
    ports_before: allowedText(before),
    ports_after: allowedText(after),
    scans: [...new Set(causes.map(({ scan }) => scan))].toSorted((a, b) => a - b).join(' '),
    causes: causes.map(({ object, what, scan, at }) => `${refText(object)}: ${what} (scan ${scan}, ${at})`).join('\n'),
  };
  for (const src of sources) for (const dst of destinations) yield { ...row, src, dst };
}

/** Every source with every destination, a row each; before them a row for each scan of which not all is known. */
export function* driftRows(drift: Pick<DriftView, 'lines' | 'truncated' | 'unknownScans'>): Generator<Row> {
  yield* missingRows(drift);
  for (const line of drift.lines) yield* lineRows(line);
}
