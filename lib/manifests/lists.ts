import { isMapping, type Mapping } from './mapping.ts';
import type { ListHead } from './split-list.ts';

/** One thing that a document holds: itself, or an item of the list that it is. `path` tells which (` items[3]`, or nothing). */
export interface Item {
  readonly path: string;
  readonly value: unknown;
}

const deepest = 5;

const isList = (value: unknown): value is Mapping & { kind: string } =>
  isMapping(value) &&
  typeof value.kind === 'string' &&
  value.kind.endsWith('List') &&
  (Array.isArray(value.items) || (value.kind === 'List' && (value.items ?? null) === null));

/** An item of a typed list (PodList) with what it leaves to the list to say; a plain List says nothing of its items. */
const withHead = (item: unknown, list: ListHead | undefined): unknown =>
  !isMapping(item) || typeof list?.kind !== 'string' || list.kind === 'List'
    ? item
    : { ...item, apiVersion: item.apiVersion ?? list.apiVersion, kind: item.kind ?? list.kind.replace(/List$/, '') };

/** What a document holds, lists in lists included; `list` is the head of the list that the value itself comes from. */
export function* itemsOf(value: unknown, list?: ListHead, path = '', depth = 0): Generator<Item> {
  const full = withHead(value, list);
  if (!isList(full) || depth >= deepest) {
    yield { path, value: full };
    return;
  }
  const items = Array.isArray(full.items) ? full.items : [];
  const head = { apiVersion: full.apiVersion, kind: full.kind };
  for (const [index, item] of items.entries()) yield* itemsOf(item, head, `${path} items[${index}]`, depth + 1);
}
