import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { UserError } from '#lib/errors.ts';
import type { Exposed, ExposureLine } from '#lib/reachability/exposed.ts';
import type { Matrix } from '#lib/reachability/matrix.ts';
import type { Reach } from '#lib/reachability/reach.ts';
import { allowedText } from '#lib/report/wording.ts';
import type { reachFormats } from './options.ts';

export type ReachFormat = (typeof reachFormats)[number];

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const chunkLength = 2 ** 16;

/** Texts in pieces that are worth a write. */
function* chunked(texts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const text of texts) {
    chunk += text;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function* listed(items: Iterable<unknown>): Generator<string> {
  let separator = '\n    ';
  for (const item of items) {
    yield `${separator}${JSON.stringify(item)}`;
    separator = ',\n    ';
  }
}

/** The format's JSON, one item a line, written as it is made. */
function* json({ schema, ...lists }: Reach | Exposed): Generator<string> {
  yield `{\n  "schema": ${JSON.stringify(schema)}`;
  for (const [name, items] of Object.entries<Iterable<unknown>>(lists)) {
    yield `,\n  ${JSON.stringify(name)}: [`;
    yield* listed(items);
    yield '\n  ]';
  }
  yield '\n}\n';
}

function* txt({ connections }: Reach): Generator<string> {
  for (const { src, dst, allowed } of connections) yield `${src} => ${dst} : ${allowedText(allowed)}\n`;
}

const rowsAtOnce = 1000;

function* csv({ connections }: Reach): Generator<string> {
  let rows = [['src', 'dst', 'allowed']];
  for (const { src, dst, allowed } of connections) {
    rows.push([src, dst, allowedText(allowed)]);
    if (rows.length < rowsAtOnce) continue;
    yield stringify(rows);
    rows = [];
  }
  yield stringify(rows);
}

function* dot({ workloads, connections }: Reach): Generator<string> {
  yield 'digraph reach {\n  rankdir=LR;\n  node [shape=box];\n';
  for (const { id } of workloads) yield `  ${quoted(id)};\n`;
  for (const { src, dst, allowed } of connections)
    yield `  ${quoted(src)} -> ${quoted(dst)} [label=${quoted(allowedText(allowed))}];\n`;
  yield '}\n';
}

export const renderReach = (reach: Reach, format: ReachFormat): Readable =>
  Readable.from(chunked({ txt, json, csv, dot }[format](reach)));

const peersText = ({ to, peers }: ExposureLine): string =>
  to === 'cluster' ? 'any pod' : to === 'namespaces' ? `pods in namespace ${peers.join(', ')}` : peers.join(', ');

const openText = ({ allowed, names }: ExposureLine): string =>
  [...(allowed === 'None' ? [] : [allowedText(allowed)]), ...names.map((name) => `${name} by name`)].join('; ');

function* exposureTexts(exposed: Exposed, format: Exclude<ReachFormat, 'dot'>): Generator<string> {
  if (format === 'json') {
    yield* json(exposed);
    return;
  }
  if (format === 'csv') yield stringify([['workload', 'direction', 'unprotected', 'to', 'peers', 'allowed']]);
  for (const line of exposed.exposure) {
    const { workload, direction, unprotected, to } = line;
    yield format === 'csv'
      ? stringify([[workload, direction, String(unprotected), to, peersText(line), openText(line)]])
      : `${workload} ${direction === 'ingress' ? '<=' : '=>'} ${peersText(line)} : ${openText(line)}${unprotected ? ' (no policy)' : ''}\n`;
  }
}

/** What each workload is open to. Throws UserError for a format that has no place for it. */
export function renderExposure(exposed: Exposed, format: ReachFormat): Readable {
  if (format === 'dot') throw new UserError('--exposure cannot be drawn as a graph: give --format txt, json or csv.');
  return Readable.from(chunked(exposureTexts(exposed, format)));
}

function* matrixTexts({ groups, cells, open, of }: Matrix, format: ReachFormat): Generator<string> {
  switch (format) {
    case 'json':
      yield `${JSON.stringify({ schema: 'bulkhead.reach-matrix/v1', groups, cells, open, of }, null, 2)}\n`;
      return;
    case 'csv':
      yield stringify([
        ['from', 'to', 'open', 'of'],
        ...cells.map((cell) => [cell.from, cell.to, String(cell.open), String(cell.of)]),
      ]);
      return;
    case 'dot':
      yield 'digraph reach {\n  rankdir=LR;\n  node [shape=box];\n';
      for (const group of groups) yield `  ${quoted(group)};\n`;
      for (const cell of cells) yield `  ${quoted(cell.from)} -> ${quoted(cell.to)} [label="${cell.open} of ${cell.of}"];\n`;
      yield '}\n';
      return;
    case 'txt':
      for (const cell of cells) yield `${cell.from} => ${cell.to} : ${cell.open} of ${cell.of} pairs\n`;
      yield `${open} of ${of} pairs of workloads are open\n`;
  }
}

/** Who reaches whom group by group, as numbers of pairs that are open on any port. */
export const renderMatrix = (matrix: Matrix, format: ReachFormat): Readable =>
  Readable.from(chunked(matrixTexts(matrix, format)));
