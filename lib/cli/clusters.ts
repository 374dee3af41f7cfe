import { coverageText, valueText } from '#lib/report/wording.ts';
import { noScore } from '#lib/score/score.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { listClusters } from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import { readStandings } from '#lib/store/read/standing.ts';
import { sourceText } from '#lib/store/source.ts';
import { columns } from './columns.ts';
import type { Paint } from './paint.ts';

const longestName = 100;

/** The clusters of the database and how they stood at their last scan, a line each. */
export async function clustersText(store: Store, paint: Paint): Promise<string> {
  const clusters = await listClusters(store);
  if (clusters.length === 0) return 'The database has no clusters. Add one in the web app, or scan one with --save.\n';
  const standings = new Map(
    (await readStandings(store, { framework: 'all', since: new Date().toISOString() })).map((standing) => [
      standing.cluster,
      standing,
    ]),
  );
  const rows = clusters.map(({ id, name, source, sample }) => {
    const standing = standings.get(id);
    const { score = noScore, scan = null, failure = null, findings } = standing ?? {};
    const open = findings === undefined ? 0 : Object.values(findings).reduce((sum, count) => sum + count, 0);
    return [
      shown(name, longestName),
      valueText(score),
      score.grade ?? '–',
      coverageText(score),
      scan === null ? '–' : String(open),
      scan === null ? 'never' : scan.at,
      failure !== null ? `failed at ${failure.at}` : (scan?.status ?? '–'),
      `${shown(sourceText(source), longestName)}${sample ? ' (sample)' : ''}`,
    ];
  });
  const heads = ['CLUSTER', 'SCORE', 'GRADE', 'COVERAGE', 'OPEN', 'LAST SCAN', 'STATE', 'SOURCE'];
  const lines = columns([heads.map((head) => paint('dim', head)), ...rows], ['left', 'right', 'left', 'right', 'right']);
  return `${lines.join('\n')}\n`;
}
