import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { ClusterPosture, DriftPosture, FindingSummary, Posture, SegmentationPosture } from '#lib/assess/posture.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import { controlText } from './catalogue.ts';
import { segmentationFigures } from './segmentation.ts';
import { withinFramework } from './standing.ts';
import { allowedText } from './wording.ts';

/**
 * The columns, in order. New ones are only ever added at the end. Times are RFC 3339 in UTC. `record` says what a row is: a `finding`, a
 * `figure` about who can reach whom, or one connection of the `drift` of the period, with the object whose change did it.
 */
export const csvColumns = [
  'cluster',
  'source',
  'sample',
  'framework',
  'control',
  'title',
  'severity',
  'requirements',
  'kind',
  'namespace',
  'name',
  'found',
  'evidence',
  'left_out_by_settings',
  'opened_at',
  'remediation',
  'scan_at',
  'snapshot_digest',
  'record',
  'figure',
  'amount',
  'of',
  'change',
  'src',
  'dst',
  'ports_before',
  'ports_after',
  'scan',
] as const;

type Row = Readonly<Partial<Record<(typeof csvColumns)[number], string>>>;

const clusterCells = ({ framework }: Posture, { name, source, sample, scan }: ClusterPosture): Row => ({
  cluster: name,
  source,
  sample: sample ? 'yes' : 'no',
  framework,
  scan_at: scan?.at ?? '',
  snapshot_digest: scan?.snapshotDigest ?? '',
  scan: scan?.number == null ? '' : String(scan.number),
});

const objectCells = ({ kind, namespace, name }: ObjectRef): Row => ({ kind, namespace: namespace ?? '', name });

function findingRow({ framework }: Posture, finding: FindingSummary): Row {
  const { title, satisfies } = controlText(finding.control, finding.severity);
  return {
    record: 'finding',
    control: finding.control,
    title,
    severity: finding.severity,
    requirements: framework === 'all' ? '' : (satisfies[framework] ?? []).join(' '),
    ...objectCells(finding.resource),
    found: finding.message,
    evidence: finding.evidence
      .map(({ object, path, says }) => `${refText(object)}${path === undefined ? '' : ` ${path}`}: ${says}`)
      .join('\n'),
    left_out_by_settings: finding.excluded ? 'yes' : 'no',
    opened_at: finding.openedAt,
    remediation: finding.remediation ?? '',
  };
}

function* figureRows({ figures }: SegmentationPosture): Generator<Row> {
  for (const figure of segmentationFigures) {
    const { id, title, of, amount } = figure;
    yield { record: 'figure', figure: id, title, amount: String(amount(figures) ?? ''), of: String(of(figures)) };
  }
}

const changes = { added: 'opened', removed: 'closed', changed: 'other ports' } as const;

function* driftRows({ groups }: DriftPosture): Generator<Row> {
  for (const { lines } of groups)
    for (const { type, before, after, src: sources, dst: destinations, causes } of lines) {
      const [first, ...others] = causes;
      const row: Row = {
        record: 'drift',
        change: changes[type],
        ports_before: allowedText(before),
        ports_after: allowedText(after),
        ...(first === undefined
          ? {}
          : { ...objectCells(first.object), found: first.what, scan: String(first.scan), scan_at: first.at }),
        evidence: others.map(({ object, what, scan }) => `${refText(object)} in scan ${scan}: ${what}`).join('\n'),
      };
      for (const src of sources) for (const dst of destinations) yield { ...row, src, dst };
    }
}

function* rowsOf(posture: Posture): Generator<Row> {
  for (const cluster of posture.clusters) {
    const cells = clusterCells(posture, cluster);
    for (const { findings } of cluster.controls)
      for (const finding of findings) yield { ...cells, ...findingRow(posture, finding) };
    if (cluster.segmentation === null) continue;
    for (const row of figureRows(cluster.segmentation)) yield { ...cells, ...row };
    if (cluster.segmentation.drift !== null) for (const row of driftRows(cluster.segmentation.drift)) yield { ...cells, ...row };
  }
}

const rowsAtOnce = 200;

function* textOf(posture: Posture): Generator<string> {
  // With the mark at the front spreadsheets read UTF-8; a cell that they would run as a formula gets an apostrophe. By itself the library
  // quotes only whole CRLFs, but readers end a row at either character.
  const options = { columns: [...csvColumns], record_delimiter: '\r\n', quoted_match: /[\r\n]/, escape_formulas: true };
  yield stringify([], { ...options, header: true, bom: true });
  let rows: Row[] = [];
  for (const row of rowsOf(posture)) {
    rows.push(row);
    if (rows.length < rowsAtOnce) continue;
    yield stringify(rows, options);
    rows = [];
  }
  if (rows.length > 0) yield stringify(rows, options);
}

/**
 * Every open finding of the report, those that settings leave out included, the figures and the drift: one row each, UTF-8 with a byte
 * order mark, CRLF.
 */
export const renderCsv = (posture: Posture): Readable => Readable.from(textOf(withinFramework(posture)), { objectMode: false });
