import { isMapping } from './mapping.ts';
import { parseYaml } from './yaml.ts';

/** What a list says of its items: those of a typed list (PodList) need not say it themselves. */
export interface ListHead {
  readonly apiVersion: unknown;
  readonly kind: unknown;
}

interface SplitList {
  readonly head: ListHead;
  /** Where each item stands in the text, its dash included. */
  readonly items: readonly { readonly start: number; readonly end: number }[];
}

const listKind = /^kind:[ \t]*["']?\w*List["']?[ \t]*(?:#.*)?\r?$/m;
const itemsLine = /^items:[ \t]*(?:#.*)?\r?\n/m;
const anchor = /(?:^|[\s,[{])&[\w-]/;
const alias = /(?:^|[\s,[{])\*[\w-]/;
const documentEnd = /^\.\.\./m;

/** The first match at or behind `from`; the pattern must be global. */
function find(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

function headOf(text: string): ListHead | undefined {
  const parsed = parseYaml(text);
  if ('reason' in parsed || parsed.documents.length !== 1) return undefined;
  const head = parsed.documents[0];
  return isMapping(head) && !Object.hasOwn(head, 'items') ? { apiVersion: head.apiVersion, kind: head.kind } : undefined;
}

/**
 * Where the items of a list in block style begin and end, so that each can be parsed by itself: a dump of a whole cluster then needs
 * little memory, and a broken item costs only itself. Undefined for anything that is not plainly such a list, and where items may
 * share anchors.
 */
export function splitList(text: string): SplitList | undefined {
  const opening = itemsLine.exec(text);
  if (opening === null || !listKind.test(text) || documentEnd.test(text) || (anchor.test(text) && alias.test(text)))
    return undefined;
  const body = opening.index + opening[0].length;
  const first = find(/^( *)(\S)/gm, text, body);
  const indent = first?.[1]?.length ?? 0;
  if (first?.[2] !== '-') return undefined;
  // The next key of the list itself ends the items: it stands in the first column, as no line of an item does but a dash.
  const next = find(indent === 0 ? /^(?![\s#]|-[ \r\n])./gm : /^[^\s#]/gm, text, body);
  const stop = next?.index ?? text.length;
  const head = headOf(`${text.slice(0, opening.index)}\n${text.slice(stop)}`);
  if (head === undefined) return undefined;
  const starts = Array.from(
    text.slice(body, stop).matchAll(new RegExp(`^ {${indent}}-(?=[ \\r\\n]|$)`, 'gm')),
    ({ index }) => body + index,
  );
  return { head, items: starts.map((start, index) => ({ start, end: starts[index + 1] ?? stop })) };
}
