import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Posture } from '#lib/assess/posture.ts';
import { csvColumns, renderCsv } from '#lib/report/csv.ts';
import { clusterPosture, hostile, neverScanned, postureOf, production } from './postures.ts';

/** The cells of an RFC 4180 file. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}

const read = async (posture: Posture): Promise<{ bytes: Buffer; rows: Record<string, string>[] }> => {
  const bytes = await buffer(renderCsv(posture));
  const [header = [], ...cells] = parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  return { bytes, rows: cells.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']))) };
};

const findings = async (posture: Posture) => (await read(posture)).rows.filter(({ record }) => record === 'finding');

describe('the CSV', () => {
  it('has one row for each finding of the framework, those left out by settings marked', async () => {
    const posture = postureOf({ clusters: [production()] });
    const rows = await findings(posture);
    expect(rows.length).toBe(13);
    expect(rows.filter((row) => row.left_out_by_settings === 'yes').length).toBe(2);
    expect(new Set(rows.map((row) => row.control))).toEqual(new Set(['namespace-without-policy', 'host-network-pod']));
    expect(rows.find((row) => row.control === 'host-network-pod')).toMatchObject({
      cluster: 'prod-eu-west-1',
      source: 'context prod-eu-west-1',
      sample: 'no',
      framework: 'cis-2.0.1',
      severity: 'high',
      requirements: '5.2.5',
      kind: 'Deployment',
      snapshot_digest: posture.clusters[0]?.scan?.snapshotDigest,
      scan_at: '2025-11-17T23:00:00.000Z',
    });
  });

  it('has every finding where the report is over all controls, with evidence and remediation over several lines', async () => {
    const rows = await findings(
      postureOf({ framework: 'all', clusters: [clusterPosture({ name: 'c', framework: 'all', failing: { 'host-port': 500 } })] }),
    );
    expect(rows.length).toBe(502);
    expect(rows[3]?.evidence?.split('\n').length).toBe(4);
    expect(rows[3]?.remediation).toContain('\n  namespace: ');
  });

  it('has the figures about who can reach whom, a row each', async () => {
    const { rows } = await read(postureOf({ clusters: [production()] }));
    const figures = rows.filter(({ record }) => record === 'figure');
    expect(figures.map(({ figure, amount, of }) => [figure, amount, of])).toEqual([
      ['open-pairs', '7056', '100806'],
      ['open-from-internet', '7', '318'],
      ['open-to-internet', '211', '318'],
      ['mean-blast-radius', '41.25', '317'],
      ['worst-blast-radius', '204', '317'],
    ]);
    expect(new Set(figures.map(({ cluster }) => cluster))).toEqual(new Set(['prod-eu-west-1']));
  });

  it('has every connection of the drift with its ports before and after, and the objects whose change did it', async () => {
    const { rows } = await read(postureOf({ clusters: [production()] }));
    const drift = rows.filter(({ record }) => record === 'drift');
    const numbers = Object.entries(Object.groupBy(drift, ({ change = '' }) => change)).map(([of, all]) => [of, all?.length]);
    expect(Object.fromEntries(numbers)).toEqual({ opened: 32, closed: 4, 'other ports': 12 });
    expect(drift.find(({ ports_after }) => ports_after === 'UDP 53')).toMatchObject({
      change: 'other ports',
      ports_before: 'All',
      kind: 'NetworkPolicy',
      name: 'default-deny',
      found: 'policy added',
      evidence: 'NetworkPolicy checkout-3/allow-dns in scan 303: policy added',
      scan: '303',
    });
  });

  it('begins with a byte order mark and its header, and ends lines with CRLF, also without findings', async () => {
    const { bytes, rows } = await read(postureOf({ clusters: [neverScanned()] }));
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.toString('utf8')).toBe(`\uFEFF${csvColumns.join(',')}\r\n`);
    expect(rows).toEqual([]);
  });

  it.each(['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
    'does not let %j run as a formula',
    async (name) => {
      const { rows } = await read(postureOf({ clusters: [clusterPosture({ name, failing: { 'host-port': 1 } })] }));
      expect(rows[0]?.cluster).toBe(`'${name}`);
    },
  );

  it('keeps names in other scripts, quotes and line breaks as they are', async () => {
    const { rows } = await read(postureOf({ clusters: [hostile()] }));
    const names = rows.map((row) => row.name);
    for (const name of ['本番環境-クラスタ-운영', '<script>&"quoted"</script>', 'Πρόγραμμα-Продакшн-Łódź'])
      expect(names).toContain(name);
    expect(rows.some((row) => row.name?.includes('mc\nd'))).toBe(true);
  });
});
