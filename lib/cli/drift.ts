import { Readable } from 'node:stream';
import { incomparable } from '#lib/assess/drift.ts';
import { leftOutAnswers } from '#lib/assess/reach.ts';
import { UserError } from '#lib/errors.ts';
import { type DriftLine, driftOf } from '#lib/reachability/drift.ts';
import { partialOf } from '#lib/reachability/reach.ts';
import { allowedText } from '#lib/report/wording.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { type AnswerOptions, type Answers, answersOf, exitCodeOf } from './answers.ts';
import { writeToStdout } from './output.ts';
import { tellDoubts } from './reach.ts';

export interface DriftOptions extends AnswerOptions {
  readonly format: 'txt' | 'json';
}

const signs = { added: '+', removed: '-', changed: '~' } as const;

const causesText = ({ causes }: DriftLine): string =>
  causes.map(({ object, what }) => `${refText(object)}: ${shown(what, 400)}`).join('; ') ||
  'no change of an object explains it: the CNIs of the two states may treat the addresses of pods differently';

const ofBoth = <One>(was: Answers, is: Answers, pick: (answers: Answers) => readonly One[]) => [
  ...pick(was).map((one) => ({ side: 'before', ...one })),
  ...pick(is).map((one) => ({ side: 'after', ...one })),
];

/** For people, who need to be told once what both sides say. */
function sidesTogether<One>(told: readonly (One & { readonly side: string })[]): readonly (One & { readonly side: string })[] {
  const alike = Map.groupBy(told, ({ side: _, ...one }) => JSON.stringify(one));
  return [...alike.values()].flatMap((group) => {
    const side = [...new Set(group.map((one) => one.side))].join(' and ');
    return group.slice(0, 1).map((one) => ({ ...one, side }));
  });
}

function* txt(lines: Iterable<DriftLine>, isPartial: boolean): Generator<string> {
  let count = 0;
  for (const line of lines) {
    count++;
    const { type, src, dst, before, after } = line;
    const ports =
      type === 'changed' ? `${allowedText(before)} -> ${allowedText(after)}` : allowedText(type === 'added' ? after : before);
    yield `${signs[type]} ${src} => ${dst} : ${ports}\n    ${causesText(line)}\n`;
  }
  if (count > 0) return;
  yield isPartial
    ? 'No connection is known to have changed, but not everything is known: see what is partial.\n'
    : 'No connection has changed.\n';
}

/** Written as it is found: one change a line. */
function* json(lines: Iterable<DriftLine>, rest: object): Generator<string> {
  yield '{\n  "schema": "bulkhead.drift/v1",\n  "changes": [';
  let separator = '\n    ';
  for (const { causes, ...line } of lines) {
    yield `${separator}${JSON.stringify({ ...line, causes: causes.map(({ object, ...cause }) => ({ object: refText(object), ...cause })) })}`;
    separator = ',\n    ';
  }
  yield '\n  ]';
  for (const [name, value] of Object.entries(rest)) yield `,\n  ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  yield '\n}\n';
}

/** Prints what opened, closed and changed between two states, and which object's change did it. Throws UserError for what cannot be read. */
export async function drift(before: string, after: string, { format, ...options }: DriftOptions): Promise<void> {
  if (before === '-' && after === '-') throw new UserError('Only one of the two states can come from standard input.');
  const was = await answersOf(before, options);
  const is = await answersOf(after, options);
  const reason = incomparable(was.snapshot, is.snapshot);
  if (reason !== undefined) throw new UserError(`What changed cannot be told: ${reason}.`, { exitCode: 3 });
  // What was left out seems to be gone, or new.
  const partial = ofBoth(was, is, ({ snapshot, reachability }) => [
    ...leftOutAnswers(snapshot),
    ...partialOf(reachability.engine.model),
  ]);
  const warnings = ofBoth(was, is, ({ reachability }) => reachability.warnings());
  const problems = ofBoth(was, is, ({ snapshot }) => snapshot.problems);
  const lines = driftOf(was.reachability, is.reachability);
  process.exitCode = exitCodeOf(was) || exitCodeOf(is);
  await writeToStdout(Readable.from(format === 'json' ? json(lines, { partial, warnings }) : txt(lines, partial.length > 0)));
  if (format === 'json') return;
  tellDoubts(
    sidesTogether(partial).map(({ side, policy, reason }) => ({ policy: `${policy} (${side})`, reason })),
    sidesTogether(problems).map(({ side, object, message }) => ({ object: `${object} (${side})`, message })),
  );
}
