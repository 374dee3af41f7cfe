import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { documentsOf } from '#lib/manifests/documents.ts';
import { gathering } from '#lib/manifests/gather.ts';
import type { Allowed } from '#lib/reachability/reach.ts';
import type { Protocol } from '#lib/snapshot/objects.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** Cases from public test suites, with known answers; they lie beside the project, not in it. */
export const folder = path.resolve(import.meta.dirname, '../../../shared/conformance');
export const isThere = existsSync(path.join(folder, 'cases'));

type Manifests = readonly string[] | { readonly inline: readonly unknown[] };

export interface Peering {
  readonly src: string;
  readonly dst: string;
  readonly connections: Allowed;
}

export interface Exposed {
  readonly workload: string;
  readonly peer: string;
  readonly connections: Allowed;
}

export interface Case {
  readonly id: string;
  readonly file: string;
  readonly kind: 'connlist' | 'exposure' | 'probe' | 'diff' | 'focus' | 'invalid' | 'check';
  readonly options?: { readonly focusWorkloads?: readonly string[] } | null;
  readonly manifests: Manifests;
  readonly manifestsBefore: Manifests;
  readonly manifestsAfter: Manifests;
  readonly completeWithin?: Readonly<Partial<Record<Protocol, readonly number[]>>>;
  readonly expected?: readonly Peering[];
  readonly probes?: readonly {
    readonly src: string;
    readonly dst: string;
    readonly protocol: Protocol;
    readonly port: number;
    readonly allowed: boolean;
  }[];
  readonly expectedDiff?: readonly {
    readonly type: string;
    readonly src: string;
    readonly dst: string;
    readonly before: Allowed;
    readonly after: Allowed;
  }[];
  readonly expectedExposure?: {
    readonly ingress: readonly Exposed[];
    readonly egress: readonly Exposed[];
    readonly unprotected: readonly { readonly workload: string; readonly direction: string }[];
  };
  readonly expectedError?: { readonly name: string; readonly go: string };
}

export async function casesOf(...kinds: readonly Case['kind'][]): Promise<readonly Case[]> {
  if (!isThere) return [];
  const names = await readdir(path.join(folder, 'cases'), { recursive: true });
  const cases = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (file): Promise<Case> => ({ ...JSON.parse(await readFile(path.join(folder, 'cases', file), 'utf8')), file })),
  );
  return cases.filter(({ kind }) => kinds.includes(kind)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

export async function snapshotOf(manifests: Manifests): Promise<Snapshot> {
  const gathered = gathering();
  if ('inline' in manifests) {
    for (const object of manifests.inline)
      for (const document of documentsOf(JSON.stringify(object))) gathered.take('inline', document);
  } else {
    for (const name of manifests)
      for (const document of documentsOf(await readFile(path.join(folder, name), 'utf8'))) gathered.take(name, document);
  }
  return gathered.snapshot();
}

/** Kind and name of every object that a case gives. */
export async function objectsOf(manifests: Manifests): Promise<readonly { readonly kind: string; readonly name: string }[]> {
  const texts = 'inline' in manifests ? manifests.inline.map((object) => JSON.stringify(object)) : await textsOf(manifests);
  return texts.flatMap((text) =>
    parseAllDocuments(text).flatMap((document): { kind: string; name: string }[] => {
      const object: unknown = document.toJS();
      return isObject(object) ? [{ kind: object.kind, name: object.metadata.name }] : [];
    }),
  );
}

const isObject = (value: unknown): value is { kind: string; metadata: { name: string } } =>
  typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value;

const textsOf = (names: readonly string[]): Promise<readonly string[]> =>
  Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));

/** These suites expect an ipBlock to match the addresses of pods, the others not. */
export const matchesPods = ({ file }: Case): boolean => !file.startsWith('np-guard') && !file.startsWith('real-world');

const number = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const range = /^(\d+\.\d+\.\d+\.\d+)-(\d+\.\d+\.\d+\.\d+)$/;

/** `x-<hash>[ReplicaSet]` and `x[Deployment]` are the same workload. */
export const comparablePeer = (peer: string): string => peer.replace(/-[a-z0-9]{6,10}\[ReplicaSet\]$/, '[Deployment]');

interface Line {
  readonly src: string;
  readonly dst: string;
  readonly allowed: string;
}

const text = (allowed: unknown): string =>
  typeof allowed === 'object' && allowed !== null
    ? JSON.stringify(Object.fromEntries(Object.entries(allowed).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    : String(allowed);

/** Lines in one order, neighbouring ranges of IPv4 addresses with equal connections merged, IPv6 left out. */
export function comparable(
  lines: readonly { readonly src: string; readonly dst: string; readonly allowed: unknown }[],
): readonly string[] {
  const plain: Line[] = [];
  const ranges = new Map<string, { from: number; to: number; line: Line; side: 'src' | 'dst' }[]>();
  for (const { src, dst, allowed } of lines) {
    if (src.includes('::') || dst.includes('::')) continue;
    const line = { src: comparablePeer(src), dst: comparablePeer(dst), allowed: text(allowed) };
    const side = range.test(src) ? 'src' : 'dst';
    const found = range.exec(line[side]);
    if (found === null) {
      plain.push(line);
      continue;
    }
    const key = JSON.stringify([side, side === 'src' ? line.dst : line.src, line.allowed]);
    const entry = { from: number(found[1] ?? ''), to: number(found[2] ?? ''), line, side } as const;
    ranges.set(key, [...(ranges.get(key) ?? []), entry]);
  }
  for (const entries of ranges.values()) {
    const merged: typeof entries = [];
    for (const entry of entries.toSorted((a, b) => a.from - b.from)) {
      const last = merged.at(-1);
      if (last !== undefined && entry.from <= last.to + 1) last.to = Math.max(last.to, entry.to);
      else merged.push({ ...entry });
    }
    for (const { from, to, line, side } of merged) plain.push({ ...line, [side]: `${from}-${to}` });
  }
  return plain.map(({ src, dst, allowed }) => `${src} => ${dst} : ${allowed}`).toSorted();
}
