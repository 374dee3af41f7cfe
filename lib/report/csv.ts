import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { ClusterPosture, FindingSummary, Posture } from '#lib/assess/posture.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { controlText } from './catalogue.ts';
import { withinFramework } from './standing.ts';

/** The columns, in order. New ones are only ever added at the end. Times are RFC 3339 in UTC. */
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
] as const;

type Row = Readonly<Record<(typeof csvColumns)[number], string>>;

function rowOf({ framework }: Posture, cluster: ClusterPosture, finding: FindingSummary): Row {
  const { title, satisfies } = controlText(finding.control, finding.severity);
  return {
    cluster: cluster.name,
    source: cluster.source,
    sample: cluster.sample ? 'yes' : 'no',
    framework,
    control: finding.control,
    title,
    severity: finding.severity,
    requirements: framework === 'all' ? '' : (satisfies[framework] ?? []).join(' '),
    kind: finding.resource.kind,
    namespace: finding.resource.namespace ?? '',
    name: finding.resource.name,
    found: finding.message,
    evidence: finding.evidence
      .map(({ object, path, says }) => `${refText(object)}${path === undefined ? '' : ` ${path}`}: ${says}`)
      .join('\n'),
    left_out_by_settings: finding.excluded ? 'yes' : 'no',
    opened_at: finding.openedAt,
    remediation: finding.remediation ?? '',
    scan_at: cluster.scan?.at ?? '',
    snapshot_digest: cluster.scan?.snapshotDigest ?? '',
  };
}

function* rowsOf(posture: Posture): Generator<Row> {
  for (const cluster of posture.clusters)
    for (const { findings } of cluster.controls) for (const finding of findings) yield rowOf(posture, cluster, finding);
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

/** Every open finding of the report, those that settings leave out included: one row each, UTF-8 with a byte order mark, CRLF. */
export const renderCsv = (posture: Posture): Readable => Readable.from(textOf(withinFramework(posture)), { objectMode: false });
