import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifests } from '#lib/manifests/read.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { SampleStory } from './stories.ts';

/** What changed in a cluster on one day of its story: objects added or changed, then objects removed. */
export interface Revision {
  readonly day: number;
  readonly folder: string;
  /** Null where something was only removed. */
  readonly written: Snapshot | null;
  /** As `refText` writes them; a Namespace takes all that is in it along. */
  readonly removed: readonly string[];
}

const folderName = /^day-(\d\d)-[a-z0-9-]+$/;

const isManifest = (name: string): boolean => name.endsWith('.yaml');

async function manifestsIn(folder: string): Promise<Snapshot> {
  const snapshot = await readManifests({ path: folder });
  const [problem] = snapshot.problems;
  if (problem !== undefined) throw new Error(`the sample in ${folder} has a problem: ${problem.object}: ${problem.message}`);
  return snapshot;
}

async function removedIn(folder: string): Promise<readonly string[]> {
  const text = await readFile(path.join(folder, 'removed.txt'), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

async function revisionIn(root: string, name: string): Promise<Revision> {
  const day = folderName.exec(name)?.[1];
  if (day === undefined) throw new Error(`${path.join(root, name)} is not named day-NN-WHAT`);
  const folder = path.join(root, name);
  const files = await readdir(folder);
  return {
    day: Number(day),
    folder: name,
    written: files.some(isManifest) ? await manifestsIn(folder) : null,
    removed: files.includes('removed.txt') ? await removedIn(folder) : [],
  };
}

/** The revisions of a story by day, each file read once. Throws Error where the folder is not as README.md says. */
export async function readRevisions({ name }: SampleStory): Promise<readonly Revision[]> {
  const root = path.join(import.meta.dirname, name);
  const folders = (await readdir(root)).toSorted();
  const revisions: Revision[] = [];
  for (const folder of folders) revisions.push(await revisionIn(root, folder));
  return revisions;
}
