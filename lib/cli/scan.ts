import path from 'node:path';
import { Readable } from 'node:stream';
import { assess } from '#lib/assess/assess.ts';
import type { Posture } from '#lib/assess/posture.ts';
import { defaultSettings } from '#lib/assess/settings.ts';
import { UserError } from '#lib/errors.ts';
import { renderCsv } from '#lib/report/csv.ts';
import { renderJson } from '#lib/report/json.ts';
import { noScoreReason } from '#lib/report/sentences.ts';
import { isComplete } from '#lib/snapshot/snapshot.ts';
import { sourceText } from '#lib/store/source.ts';
import type { ScanOptions } from './options.ts';
import { assertWritable, writeToFile, writeToStdout } from './output.ts';
import { paintFor, plain } from './paint.ts';
import { postureOf } from './posture.ts';
import type { Saver } from './save.ts';
import { readSettingsFile } from './settings-file.ts';
import { readSource, type Source, sourceOf } from './source.ts';
import { tableText } from './table.ts';

/** 1: below the threshold; 3: not everything could be read. The first outweighs the second. */
export type ExitCode = 0 | 1 | 3;

const say = (text: string) => process.stderr.write(`${text}\n`);

async function checked(options: ScanOptions): Promise<void> {
  const { output, pdf, name } = options;
  if (name?.trim() === '') throw new UserError('--name is empty.');
  if (output !== undefined && pdf !== undefined && path.resolve(output) === path.resolve(pdf))
    throw new UserError(`--output and --pdf both name ${output}: give two files.`);
  if (output !== undefined) await assertWritable(output, '--output');
  if (pdf !== undefined) await assertWritable(pdf, '--pdf');
}

function thresholdCode({ failUnder }: ScanOptions, posture: Posture): 0 | 1 {
  if (failUnder === undefined) return 0;
  const { value } = posture.score;
  if (value === null) say(`Failed: there is no score to compare with ${failUnder}, because ${noScoreReason(posture)}.`);
  else if (value < failUnder) say(`Failed: the score ${value} is below ${failUnder}.`);
  return value === null || value < failUnder ? 1 : 0;
}

async function scanWith(source: Source, options: ScanOptions, name: string, saver: Saver | null): Promise<void> {
  const settings = options.settings === undefined ? saver?.settings : await readSettingsFile(options.settings);
  const startedAt = new Date();
  const snapshot = await readSource(source).catch(async (error: unknown) => {
    if (error instanceof UserError && error.exitCode === 3) await saver?.saveFailure({ startedAt, error: error.message });
    throw error;
  });
  const assessment = assess(snapshot, settings ?? defaultSettings);
  const posture = postureOf({
    name,
    source: sourceText(source.stored),
    framework: options.framework,
    at: startedAt,
    snapshot,
    assessment,
  });
  const code: ExitCode = thresholdCode(options, posture) || (isComplete(assessment) ? 0 : 3);
  // Set before anything is printed, for a reader that closes the pipe ends the program.
  process.exitCode = code;

  if (saver !== null) {
    const saved = await saver.save({ startedAt, snapshot, assessment });
    say(`Saved as scan ${saved.number} of ${name}: findings opened ${saved.opened}, closed ${saved.closed}.`);
  }
  if (options.pdf !== undefined) {
    const { renderPdf } = await import('#lib/report/pdf.ts');
    await writeToFile(options.pdf, '--pdf', renderPdf(posture, { pageSize: 'A4', findings: 'sample' }));
  }
  const paint = options.output === undefined ? paintFor(process.stdout) : plain;
  const content = {
    table: () => Readable.from([tableText(posture, assessment, paint)]),
    json: () => renderJson(posture),
    csv: () => renderCsv(posture),
  }[options.format]();
  await (options.output === undefined ? writeToStdout(content) : writeToFile(options.output, '--output', content));
}

/** Reads, judges, reports. Leaves the exit code in `process.exitCode`; throws UserError for what stands in the way. */
export async function scan(given: string | undefined, options: ScanOptions): Promise<void> {
  await checked(options);
  const source = await sourceOf(given, options);
  const name = options.name?.trim() ?? source.name;
  if (!options.save) return scanWith(source, options, name, null);
  const [{ openForWriting }, { saverFor }] = await Promise.all([import('./database.ts'), import('./save.ts')]);
  await openForWriting(async (store) => scanWith(source, options, name, await saverFor(store, name, source.stored)));
}
