import type { Problem } from '#lib/snapshot/snapshot.ts';
import { count, number } from '../wording.ts';
import { ink } from './ink.ts';
import type { Report } from './report.ts';
import type { Sheet } from './sheet.ts';
import { badge, type Cell, text } from './strips.ts';
import { type Column, table } from './table.ts';

const mostProblems = 200;

/** The column of clusters, where there is more than one to tell apart. */
const clusterColumn = ({ fleet }: Report): readonly Column[] => (fleet ? [{ header: 'Cluster', width: 90 }] : []);
const clusterCell = ({ fleet }: Report, name: string): readonly Cell[] => (fleet ? [text(name)] : []);

async function leftOut(sheet: Sheet, report: Report): Promise<void> {
  sheet.heading(2, 'Left out by settings');
  const { clusters } = report.posture;
  const rows = clusters.flatMap(({ name, settings }) => settings.exclusions.map((exclusion) => ({ name, exclusion })));
  if (rows.length === 0) {
    await sheet.paragraph('No setting leaves anything out of the score.', { colour: ink.muted });
    return;
  }
  const total = report.controls.reduce((sum, { counts }) => sum + counts.excluded, 0);
  await sheet.paragraph(
    total === 0
      ? 'At present these settings leave nothing out of the score.'
      : `Settings leave ${count(total, 'result')} out of the score. They were judged all the same, and the CSV marks those that fail.`,
  );
  await table(sheet, {
    summary: 'Settings that leave results out of the score',
    columns: [
      ...clusterColumn(report),
      { header: 'Namespaces', width: 2 },
      { header: 'Controls', width: 3 },
      { header: 'Why', width: 3 },
    ],
    rows: rows.map(({ name, exclusion }) => [
      ...clusterCell(report, name),
      text(exclusion.namespaces.join(', ')),
      text(exclusion.controls.includes('*') ? 'all' : exclusion.controls.join(', ')),
      text(exclusion.why),
    ]),
  });
  const affected = report.controls.filter(({ counts }) => counts.excluded > 0);
  if (affected.length === 0) return;
  await table(sheet, {
    summary: 'How much is left out of each control',
    columns: [
      { header: 'Control', width: 1 },
      { header: 'Left out', width: 70, align: 'right' },
      { header: 'Of which fail', width: 70, align: 'right' },
    ],
    rows: affected.map(({ text: of, counts, excluded }) => [
      text([{ text: of.id, style: 'mono' }], { size: 7.2 }),
      text(number(counts.excluded), { align: 'right' }),
      text(number(excluded.length), { align: 'right' }),
    ]),
  });
}

async function notRead(sheet: Sheet, report: Report): Promise<void> {
  sheet.heading(2, 'What could not be read');
  const { clusters } = report.posture;
  const rows = clusters.flatMap(({ name, unread }) => unread.map((of) => ({ name, ...of })));
  const never = clusters.filter(({ scan }) => scan === null);
  for (const { name } of never) await sheet.paragraph(`${name}: no scan has succeeded, so nothing is known of it.`);
  if (rows.length === 0) {
    if (never.length < clusters.length)
      await sheet.paragraph('Everything that was asked for could be read.', { colour: ink.muted });
    return;
  }
  await sheet.paragraph('Controls that need one of these are unknown. They are never counted as passed.');
  await table(sheet, {
    summary: 'Kinds of objects that could not be read',
    columns: [
      ...clusterColumn(report),
      { header: 'Resource', width: 2 },
      { header: 'How it ended', width: 76 },
      { header: 'What the server said', width: 3 },
    ],
    rows: rows.map(({ name, resource, status, message }) => [
      ...clusterCell(report, name),
      text([{ text: resource, style: 'mono' }], { size: 7.2 }),
      badge('unknown', { label: status.charAt(0).toUpperCase() + status.slice(1) }),
      text(message),
    ]),
  });
}

type NamedProblem = Problem & { readonly name: string };

async function problemTable(sheet: Sheet, report: Report, summary: string, rows: readonly NamedProblem[]): Promise<void> {
  await table(sheet, {
    summary,
    columns: [...clusterColumn(report), { header: 'Object or file', width: 2 }, { header: 'What is wrong', width: 3 }],
    rows: rows
      .slice(0, mostProblems)
      .map(({ name, object, message }) => [
        ...clusterCell(report, name),
        text([{ text: object, style: 'mono' }], { size: 7.2 }),
        text(message),
      ]),
  });
  if (rows.length > mostProblems)
    await sheet.paragraph(`And ${number(rows.length - mostProblems)} more, see the JSON.`, {
      size: 8,
      leading: 11,
      colour: ink.muted,
    });
}

async function problems(sheet: Sheet, report: Report): Promise<void> {
  const all = report.posture.clusters.flatMap(({ name, problems }) => problems.map((problem) => ({ name, ...problem })));
  const gaps = all.filter(({ note }) => note !== true);
  sheet.heading(2, 'What was given but not understood');
  if (gaps.length === 0) await sheet.paragraph('Every object that was given could be understood.', { colour: ink.muted });
  else await problemTable(sheet, report, 'Objects and documents that could not be understood', gaps);

  const notes = all.filter(({ note }) => note === true);
  if (notes.length === 0) return;
  sheet.heading(2, 'Noted while reading');
  await problemTable(sheet, report, 'What was noted while reading; nothing is missing by it', notes);
}

/** What the report does not say, and why: settings, failed reads, objects that made no sense. */
export async function writeLimits(sheet: Sheet, report: Report): Promise<void> {
  await leftOut(sheet, report);
  await notRead(sheet, report);
  await problems(sheet, report);
}
