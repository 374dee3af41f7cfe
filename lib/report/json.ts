import { Readable } from 'node:stream';
import type { Posture } from '#lib/assess/posture.ts';
import { controlText, frameworkOf } from './catalogue.ts';
import { basisDigest } from './digest.ts';
import { withinFramework } from './standing.ts';

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** JSON text in small pieces: what lies deeper than `depth` comes in one. Nothing in it is ever as large as the whole. */
function* piecesOf(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || !isBranch(value)) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const list = Array.isArray(value);
  yield list ? '[' : '{';
  let separator = '';
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue;
    yield list ? separator : `${separator}${JSON.stringify(key)}:`;
    yield* piecesOf(part, depth - 1);
    separator = ',';
  }
  yield list ? ']' : '}';
}

const chunk = 64 * 1024;

function* textOf(value: unknown): Generator<string> {
  let text = '';
  // report → clusters → cluster → controls → control → findings → finding
  for (const piece of piecesOf(value, 6)) {
    text += piece;
    if (text.length < chunk) continue;
    yield text;
    text = '';
  }
  yield `${text}\n`;
}

/**
 * The whole report as one JSON object, `schema` `bulkhead.report/v1`: the posture as it is, the texts of its framework and controls,
 * and the digest of what it rests on.
 */
export function renderJson(given: Posture): Readable {
  const posture = withinFramework(given);
  const severities = new Map(
    posture.clusters.flatMap(({ controls }) =>
      controls.map(({ control, findings }) => [control, findings[0]?.severity ?? 'low'] as const),
    ),
  );
  const report = {
    schema: 'bulkhead.report/v1',
    basisDigest: basisDigest(posture),
    ...posture,
    frameworkText: frameworkOf(posture.framework),
    controlTexts: [...severities].map(([id, severity]) => controlText(id, severity)),
  };
  return Readable.from(textOf(report), { objectMode: false });
}
