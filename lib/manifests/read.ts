import { createReadStream, type Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { shown } from '../snapshot/shown.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { documentsOf } from './documents.ts';
import { filesOf, type Listing } from './files.ts';
import { type Gathering, gathering } from './gather.ts';
import { defaultLimits, type Limits, sizeText } from './limits.ts';
import { textOf } from './text.ts';
import { whyUnreadable } from './unreadable.ts';

export type ManifestSource = { readonly path: string } | { readonly stdin: AsyncIterable<Buffer | string> };

export interface ReadOptions {
  readonly limits?: Partial<Limits>;
  /** Two objects of one kind, namespace and name that differ are an error. */
  readonly strict?: boolean | undefined;
  /** Called after every file. */
  readonly onProgress?: (progress: { readonly files: number; readonly of: number }) => void;
}

/** Longer than this, in milliseconds, nothing else of the process waits for the parser. */
const longestStretch = 50;

async function takeText(gathered: Gathering, name: string, bytes: Buffer): Promise<void> {
  const text = textOf(bytes);
  if (text === undefined) {
    gathered.report({ object: name, message: 'is neither UTF-8 nor UTF-16 text: it was left out.' });
    return;
  }
  let since = performance.now();
  for (const document of documentsOf(text)) {
    gathered.take(name, document);
    if (performance.now() - since < longestStretch) continue;
    await setImmediate();
    since = performance.now();
  }
}

/** Everything a stream gives; a UserError as soon as that is more than `most` bytes. */
async function bytesOf(stream: AsyncIterable<Buffer | string>, most: number, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > most)
      throw new UserError(`${name} is larger than ${sizeText(most)}: split it into several files in a folder.`, { status: 413 });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const wanted =
  'Kubernetes manifests: a folder of .yaml, .yml or .json files, one such file, or the output of "kubectl get … -A -o yaml"';

/** A source without a single Kubernetes object is a mistake, not an empty cluster. */
function sealed(gathered: Gathering, source: string): Snapshot {
  if (gathered.count() > 0) return gathered.snapshot();
  const [first, ...more] = gathered.problems();
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  const why = first === undefined ? '' : ` What is wrong: ${first.object} ${first.message}${others}`;
  throw new UserError(`There is no Kubernetes object in ${source} that can be read; give ${wanted}.${why}`);
}

async function readFolder(folder: string, { files, problems }: Listing, { onProgress, strict }: ReadOptions): Promise<Snapshot> {
  const gathered = gathering({ strict });
  for (const problem of problems) gathered.report(problem);
  for (const [index, file] of files.entries()) {
    try {
      await takeText(gathered, file.name, await readFile(file.path));
    } catch (thrown) {
      if (thrown instanceof UserError) throw thrown;
      gathered.report({ object: file.name, message: `cannot be read: ${whyUnreadable(thrown)}.` });
    }
    onProgress?.({ files: index + 1, of: files.length });
  }
  return sealed(gathered, folder);
}

async function readOne(file: string, stats: Stats, limits: Limits, { strict }: ReadOptions): Promise<Snapshot> {
  // A pipe has no size (`bulkhead scan <(helm template …)`): it is as large as standard input may be.
  const most = stats.isFile() ? limits.fileBytes : limits.stdinBytes;
  if (stats.size > most)
    throw new UserError(`${file} is larger than ${sizeText(most)}: split it into several files in a folder.`, { status: 413 });
  const gathered = gathering({ strict });
  const name = shown(path.basename(file), 500);
  try {
    await takeText(gathered, name, await bytesOf(createReadStream(file), most, file));
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    throw new UserError(`${file} cannot be read: ${whyUnreadable(thrown)}.`, { cause: thrown });
  }
  return sealed(gathered, file);
}

async function statOf(given: string): Promise<Stats> {
  try {
    return await stat(given);
  } catch (thrown) {
    throw new UserError(`${given} cannot be read: ${whyUnreadable(thrown)}. Give the path of ${wanted}.`, { cause: thrown });
  }
}

/**
 * Reads manifests as a snapshot: a folder with all that is below it, one file, or a stream. They are the whole truth: every resource
 * counts as read. A document that cannot be taken is a problem with `file:line`, and the rest is read; of two objects of one kind,
 * namespace and name the later is taken. Throws a UserError where nothing can be made of the source, where it is too large, and with
 * `strict` where two such objects differ.
 */
export async function readManifests(source: ManifestSource, options: ReadOptions = {}): Promise<Snapshot> {
  const limits = { ...defaultLimits, ...options.limits };
  if ('stdin' in source) {
    const gathered = gathering(options);
    await takeText(gathered, 'stdin', await bytesOf(source.stdin, limits.stdinBytes, 'What came on standard input'));
    return sealed(gathered, 'what came on standard input');
  }
  const stats = await statOf(source.path);
  if (!stats.isDirectory()) return readOne(source.path, stats, limits, options);
  return readFolder(source.path, await filesOf(source.path, limits), options);
}
