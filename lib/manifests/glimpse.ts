import { type ResourceName, resources } from '../snapshot/resources.ts';
import { isTemplate } from './not-manifests.ts';

/** What a document that cannot be parsed is seen to be about. `namespace` is absent where it cannot be told for sure. */
export interface Glimpse {
  readonly resource: ResourceName;
  readonly namespace?: string;
}

const field = (name: string): RegExp => new RegExp(`^([ \\t-]*)["']?${name}["']?[ \\t]*:[ \\t]*["']?([\\w./-]+)`, 'gm');
const compactField = (name: string): RegExp => new RegExp(`(["'])${name}\\1\\s*:\\s*"([\\w./-]+)"`, 'g');

/** The values that stand for this key: of the least indented lines alone, unless `everywhere`, since others refer to other objects. */
function valuesOf(text: string, name: string, everywhere: boolean): ReadonlySet<string> {
  const lines = Array.from(text.matchAll(field(name)), ([, indent = '', value = '']) => ({ indent: indent.length, value }));
  if (lines.length === 0) return new Set(Array.from(text.matchAll(compactField(name)), ([, , value = '']) => value));
  const least = lines.reduce((smallest, { indent }) => Math.min(smallest, indent), Number.POSITIVE_INFINITY);
  return new Set(lines.filter(({ indent }) => everywhere || indent === least).map(({ value }) => value));
}

/** The `namespace` directly under `metadata`, if it is there once and is a plain name; a selector's label of this name is none. */
function namespaceIn(text: string): string | undefined {
  const blocks = Array.from(text.matchAll(/^([ \t-]*)metadata:[ \t]*\r?\n((?:[ \t]+.*(?:\r?\n|$))*)/gm));
  const least = blocks.reduce((smallest, [, indent = '']) => Math.min(smallest, indent.length), Number.POSITIVE_INFINITY);
  const own = blocks.filter(([, indent = '']) => indent.length === least);
  if (own.length !== 1) return undefined;
  const lines = (own[0]?.[2] ?? '').split('\n');
  const inner = /^[ \t]*/.exec(lines[0] ?? '')?.[0] ?? '';
  const named = lines.filter((line) => line.startsWith(`${inner}namespace:`));
  if (inner.length <= least || named.length !== 1) return undefined;
  return /:[ \t]*["']?([a-z0-9-]+)["']?[ \t]*(?:#.*)?\r?$/.exec(named[0] ?? '')?.[1];
}

/**
 * The resources that a broken document would have been, as far as its text shows: what it would have said is unknown to whoever needs
 * them. Rather too many than too few; none where it may have been anything, as a list that breaks off.
 */
export function glimpsesOf(text: string): readonly Glimpse[] {
  const isCutOff = /^\s*\{/.test(text) && !/\}\s*$/.test(text);
  const isList = [...valuesOf(text, 'kind', false)].some((kind) => kind.endsWith('List'));
  if (isList && isCutOff) return [];
  const kinds = new Set([...valuesOf(text, 'kind', isList)].map((kind) => kind.replace(/List$/, '')));
  const versions = [...valuesOf(text, 'apiVersion', isList)];
  const groups = new Set(versions.map((version) => (version.includes('/') ? version.slice(0, version.indexOf('/')) : '')));
  const namespace = isList || kinds.size > 1 ? undefined : namespaceIn(text);
  return [...kinds].flatMap((kind) => {
    const candidates = resources.filter((resource) => resource.kind === kind);
    const told = candidates.filter(({ group }) => groups.has(group));
    return (told.length > 0 ? told : candidates).map(({ name, namespaced }) => ({
      resource: name,
      ...(namespaced && namespace !== undefined ? { namespace } : {}),
    }));
  });
}

/**
 * The kind that a broken document names, where it is a single one and none that a scan reads; undefined also where something else may be
 * in it: a policy, pods, or what a template makes.
 */
export function otherKindIn(text: string): string | undefined {
  const [kind, ...more] = valuesOf(text, 'kind', false);
  if (kind === undefined || more.length > 0 || resources.some((resource) => resource.kind === kind)) return undefined;
  return /(?:Policy|List)$/.test(kind) || isTemplate(text) || /\bcontainers\b/.test(text) ? undefined : kind;
}
