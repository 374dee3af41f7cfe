import { shown } from '../snapshot/shown.ts';
import { parseJson } from './json.ts';
import { type ListHead, splitList } from './split-list.ts';
import { parseYaml } from './yaml.ts';

/** One document of a file, or one item of a list; `line` counts from 1. A broken one keeps its text, to tell what it was about. */
export type Document =
  | { readonly line: number; readonly value: unknown; readonly list?: ListHead }
  | { readonly line: number; readonly reason: string; readonly text: string };

interface Chunk {
  readonly text: string;
  /** Of its first character, counted from 1. */
  readonly line: number;
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

const marker = /^---(?=[ \t\r\n]|$)/gm;

/**
 * Parts a file at the lines that start with `---`, as kubectl does, so that one broken document does not take the others with it. Such
 * a line cannot stand inside a document (YAML 1.2, c-forbidden).
 */
function* chunksOf(text: string): Generator<Chunk> {
  let start = 0;
  let line = 1;
  for (const { index } of text.matchAll(marker)) {
    const chunk = text.slice(start, index);
    yield { text: chunk, line };
    line += linesIn(chunk);
    start = index + 3;
  }
  yield { text: text.slice(start), line };
}

/** How many lines come before the first that is neither empty nor a comment; undefined where there is none. */
function leadingLines(text: string): number | undefined {
  let lines = 0;
  for (let start = 0; start < text.length; lines += 1) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end).trimStart();
    if (line !== '' && !line.startsWith('#')) return lines;
    if (end === -1) return undefined;
    start = end + 1;
  }
  return undefined;
}

function* jsonDocuments({ text, line }: Chunk): Generator<Document, boolean> {
  const values = parseJson(text);
  if (values === undefined) return false;
  let at = line;
  for (const part of values) {
    if ('duplicate' in part)
      yield { line: at, reason: `the key "${shown(part.duplicate)}" stands twice in one mapping`, text: part.text };
    else yield { line: at, value: part.value };
    at += linesIn(part.text) + 1;
  }
  return true;
}

function* yamlDocuments({ text, line }: Chunk, list?: ListHead): Generator<Document> {
  const parsed = parseYaml(text);
  const first = line + (leadingLines(text) ?? 0);
  if ('reason' in parsed) yield { line: Math.max(first, line + parsed.line), reason: parsed.reason, text };
  else for (const value of parsed.documents) yield { line: first, value, ...(list ? { list } : {}) };
}

function* listDocuments({ text, line }: Chunk): Generator<Document, boolean> {
  const split = splitList(text);
  if (split === undefined) return false;
  let at = line;
  let position = 0;
  for (const { start, end } of split.items) {
    at += linesIn(text.slice(position, start));
    position = start;
    for (const document of yamlDocuments({ text: text.slice(start, end), line: at }, split.head))
      if ('value' in document && Array.isArray(document.value)) yield { ...document, value: document.value[0] };
      else yield document;
  }
  return true;
}

/**
 * The documents of a YAML or JSON text, one after the other, so that a large file is never there twice. The items of a long
 * YAML list (`kubectl get -o yaml`) come one by one, each with its line; other lists come as one document.
 */
export function* documentsOf(text: string): Generator<Document> {
  for (const chunk of chunksOf(text)) {
    const skipped = leadingLines(chunk.text);
    if (skipped === undefined) continue;
    // Directives (%YAML 1.2) change nothing for us; as comments they may stand anywhere.
    const plain = { ...chunk, text: chunk.text.replaceAll(/^%/gm, '#') };
    const opening = plain.text.trimStart();
    if (/^(?:\{(?!\{)|\[)/.test(opening) && (yield* jsonDocuments({ text: opening, line: chunk.line + skipped }))) continue;
    if (yield* listDocuments(plain)) continue;
    yield* yamlDocuments(plain);
  }
}
