import type { Readable } from 'node:stream';
import type { Posture } from '#lib/assess/posture.ts';
import { frameworkName } from './catalogue.ts';
import { basisDigest } from './digest.ts';
import { writeAllFindings, writeBlocks } from './pdf/blocks.ts';
import { writeClusters } from './pdf/clusters.ts';
import { writeCover } from './pdf/cover.ts';
import { Abandoned, createDocument, type PdfDocument, pacer } from './pdf/document.ts';
import { writeLimits } from './pdf/limits.ts';
import { writeMethod } from './pdf/method.ts';
import { writeOthers } from './pdf/others.ts';
import type { Chapter, Report } from './pdf/report.ts';
import { writeRequirements } from './pdf/requirements.ts';
import { writeSegmentation } from './pdf/segmentation.ts';
import { Sheet } from './pdf/sheet.ts';
import { writeSummary } from './pdf/summary.ts';
import { controlStandings, withinFramework } from './standing.ts';
import { clockIn, isSingle, scopeName } from './wording.ts';

export interface PdfOptions {
  readonly pageSize: 'A4' | 'Letter';
  /** `sample`: at most 20 resources a control. `all`: the same, and an annex with every finding. */
  readonly findings: 'sample' | 'all';
}

/** The parts of the report in their order; which of them there are depends on what is reported. */
function chaptersOf({ posture, fleet }: Report, { findings }: PdfOptions): readonly Chapter[] {
  const chapter = (title: string, place: string, page: Chapter['page'], write: Chapter['write']): Chapter => ({
    title,
    place,
    page,
    write,
  });
  return [
    chapter('Summary', 'summary', 'new', writeSummary),
    ...(fleet ? [chapter('Clusters', 'clusters', 'new', writeClusters)] : []),
    chapter('Segmentation', 'segmentation', fleet ? 'same' : 'new', writeSegmentation),
    ...(posture.framework === 'all' ? [] : [chapter('Requirements', 'requirements', fleet ? 'same' : 'new', writeRequirements)]),
    chapter('Controls that fail', 'failing', 'new', writeBlocks),
    chapter('Other controls', 'others', 'same', writeOthers),
    chapter('Limits of this report', 'limits', 'same', writeLimits),
    chapter('Method', 'method', 'same', writeMethod),
    ...(findings === 'all' ? [chapter('Annex: all findings', 'annex', 'new', writeAllFindings)] : []),
  ];
}

async function write(doc: PdfDocument, report: Report, options: PdfOptions): Promise<void> {
  const { posture, clock } = report;
  const sheet = new Sheet(
    doc,
    {
      title: 'Network segmentation report',
      scope: `${scopeName(posture)} · ${frameworkName(posture.framework)}`,
      date: clock.moment(posture.madeAt),
      product: `Bulkhead ${posture.version}`,
      digest: basisDigest(posture)?.slice(0, 16) ?? null,
      sample: posture.scope.sample,
    },
    pacer(doc),
  );
  const chapters = chaptersOf(report, options);
  const completeContents = await writeCover(sheet, report, chapters);
  for (const { title, place, page, write: writeChapter } of chapters) {
    await sheet.chapter(title, place, page);
    await writeChapter(sheet, report);
  }
  await sheet.room(0);
  completeContents();
  await sheet.finish();
}

/**
 * The report as a PDF 1.7: tagged, with embedded fonts, bookmarks and links. It is written page by page while it is read, waits for a slow
 * reader, and stops when the stream is destroyed. Throws a UserError if the posture's time zone does not exist; a failure later on
 * destroys the stream with the error.
 */
export function renderPdf(given: Posture, options: PdfOptions): Readable {
  const posture = withinFramework(given);
  const report: Report = {
    posture,
    clock: clockIn(posture.timeZone),
    controls: controlStandings(posture),
    fleet: posture.scope.kind === 'fleet',
    single: isSingle(posture),
  };
  const doc = createDocument(options.pageSize, {
    title: `Network segmentation report: ${scopeName(posture)}`,
    subject: frameworkName(posture.framework),
    creator: `Bulkhead ${posture.version}`,
    madeAt: new Date(posture.madeAt),
  });
  write(doc, report, options).catch((error: unknown) => {
    // The reader went away: the stream is closed already, and nobody is left to tell.
    if (error instanceof Abandoned) return;
    doc.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return doc;
}
