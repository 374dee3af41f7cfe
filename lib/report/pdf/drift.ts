import type { DriftPosture } from '#lib/assess/posture.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { count, listed, number, shortened } from '../wording.ts';
import { ink } from './ink.ts';
import type { Report } from './report.ts';
import type { Sheet } from './sheet.ts';
import { type Cell, stack, text } from './strips.ts';
import { table } from './table.ts';

const mostGroups = 20;
const mostScans = 8;
const mostChars = 300;

const note = { size: 8, leading: 11, colour: ink.muted } as const;
const small = { size: 7, colour: ink.muted } as const;
const right = { align: 'right' } as const;

/** A number of connections with its sign: red and a plus for what opened, green and a minus for what closed. */
export const signedNumber = (sign: '+' | '−' | '±', value: number): Cell =>
  value === 0
    ? text('–', { ...right, colour: ink.muted })
    : text(`${sign}${number(value)}`, { ...right, colour: { '+': ink.fail, '−': ink.pass, '±': ink.text }[sign] });

type Group = DriftPosture['groups'][number];

const scansText = (numbers: readonly number[]): string =>
  numbers.length > mostScans
    ? `${numbers.slice(0, mostScans).join(', ')} and ${number(numbers.length - mostScans)} more`
    : listed(numbers.map(String));

function causeCell({ cause, together }: Group): Cell {
  if (cause === null) return text('No object is known to have caused it', { colour: ink.muted });
  const [first] = together;
  const others = together.length > 1 ? ` and ${count(together.length - 1, 'other change')}` : '';
  return stack(
    text([{ text: refText(cause.object), style: 'mono' }], { size: 7.2, leading: 10.4 }),
    text(shortened(cause.what, mostChars), small),
    ...(first === undefined
      ? []
      : [
          text(`Together with ${shortened(refText(first.object), 120)}${others}`, { size: 6.8, leading: 9.6, colour: ink.muted }),
        ]),
  );
}

function driftWords({ opened, closed, changed, groups, moved, truncated, unknownScans }: DriftPosture): string {
  const isWhole = truncated.length + unknownScans.length === 0;
  const between = `${isWhole ? 'Between' : 'As far as it is recorded, between'} the first and the last scan of the period`;
  // Of a scan that is not known in whole nothing is added to what moved: the sum would say less than what is left of it.
  const undone =
    !isWhole || (moved.opened === opened && moved.closed === closed)
      ? ''
      : ` Scan by scan, ${count(moved.opened, 'connection')} opened and ${number(moved.closed)} closed; what was undone within the period is left out below.`;
  if (opened + closed + changed === 0) return `${between} no connection changed.${undone}`;
  const others = changed === 0 ? '' : `, and ${count(changed, 'connection')} changed ports`;
  return `${between} ${count(opened, 'connection')} opened and ${number(closed)} closed${others}, by ${count(groups.length, 'change of an object', 'changes of objects')}.${undone}`;
}

/** What opened and closed, by the object whose change did it. */
export async function writeDrift(sheet: Sheet, { clock }: Report, given: DriftPosture): Promise<void> {
  sheet.heading(2, 'What opened and closed in the period');
  await sheet.paragraph(driftWords(given));
  const { groups, truncated, unknownScans } = given;
  if (unknownScans.length > 0)
    await sheet.paragraph(
      `It was not recorded what changed in ${unknownScans.length === 1 ? 'scan' : 'scans'} ${scansText(unknownScans)}: what these opened or closed may be missing here.`,
      note,
    );
  if (truncated.length > 0)
    await sheet.paragraph(
      `${truncated.length === 1 ? 'Scan' : 'Scans'} ${scansText(truncated)} changed more connections than are kept: the numbers here are a part of them.`,
      note,
    );
  await table(sheet, {
    summary: 'Changes of objects, and how many connections each opened and closed',
    columns: [
      { header: 'Changed object', width: 1 },
      { header: 'Seen by', width: 92 },
      { header: 'Opened', width: 44, align: 'right' },
      { header: 'Closed', width: 44, align: 'right' },
      { header: 'Other ports', width: 50, align: 'right' },
    ],
    rows: groups
      .slice(0, mostGroups)
      .map((group) => [
        causeCell(group),
        group.cause === null
          ? text('–', { colour: ink.muted })
          : stack(text(`Scan ${group.cause.scan}`), text(clock.moment(group.cause.at), small)),
        signedNumber('+', group.opened),
        signedNumber('−', group.closed),
        signedNumber('±', group.changed),
      ]),
  });
  if (groups.length > mostGroups)
    await sheet.paragraph(`And ${count(groups.length - mostGroups, 'more change')}, see the CSV.`, note);
}
