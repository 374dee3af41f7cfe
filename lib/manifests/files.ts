import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { shown } from '../snapshot/shown.ts';
import type { Problem } from '../snapshot/snapshot.ts';
import { type Limits, sizeText } from './limits.ts';
import { isNothing, whyUnreadable } from './unreadable.ts';

export interface ManifestFile {
  /** Below the folder, with slashes, safe to show. */
  readonly name: string;
  readonly path: string;
}

export interface Listing {
  /** By name, in the order of code units. */
  readonly files: readonly ManifestFile[];
  readonly problems: readonly Problem[];
}

interface Place {
  readonly name: string;
  readonly path: string;
}

const isManifestName = (name: string): boolean => /\.(?:ya?ml|json)$/i.test(name);
const longestName = 500;

const isInside = (folder: string, target: string): boolean => {
  const relative = path.relative(folder, target);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
};

/**
 * The manifests below a folder: files that end in .yaml, .yml or .json. What begins with a dot is left out. Links are followed as
 * long as they stay in the folder, and nothing is visited twice; those to what is no manifest by its name, or to nothing, say nothing. Throws a UserError where the folder cannot be read or is larger than
 * the limits; what cannot be read in it is a problem.
 */
export async function filesOf(folder: string, limits: Limits): Promise<Listing> {
  const root = await realpath(folder);
  const files: ManifestFile[] = [];
  const problems: Problem[] = [];
  const seen = new Set([root]);
  const pending: Place[] = [{ name: '', path: root }];
  let entries = 0;
  let bytes = 0;

  const problem = (name: string, message: string): void => {
    problems.push({ object: shown(name, longestName), message });
  };
  const tooLarge = (what: string): UserError =>
    new UserError(`${folder} holds more than ${what}: give Bulkhead only the folder with the manifests of one cluster.`, {
      status: 413,
    });

  function takeFile({ name, path: at }: Place, { size }: Stats): void {
    if (size > limits.fileBytes) {
      problem(
        name,
        `is larger than ${sizeText(limits.fileBytes)} and was not read: split it, or give it alone on standard input.`,
      );
      return;
    }
    bytes += size;
    files.push({ name: shown(name, longestName), path: at });
    if (files.length > limits.folderFiles) throw tooLarge(`${limits.folderFiles} manifest files`);
    if (bytes > limits.folderBytes) throw tooLarge(`${sizeText(limits.folderBytes)} of manifests`);
  }

  async function takeEntry(place: Place, isLink: boolean): Promise<void> {
    const isNamed = isManifestName(place.name);
    try {
      const real = isLink ? await realpath(place.path) : place.path;
      const stats = await stat(real);
      if (seen.has(real) || !(stats.isDirectory() || isNamed)) return;
      if (!isInside(root, real)) {
        problem(place.name, 'is a link that leads out of the folder: it was not followed.');
        return;
      }
      seen.add(real);
      if (stats.isDirectory()) pending.push({ name: place.name, path: real });
      else if (stats.isFile()) takeFile({ name: place.name, path: real }, stats);
      else problem(place.name, 'is neither a file nor a folder: it was not read.');
    } catch (thrown) {
      if (isNamed || !isNothing(thrown)) problem(place.name, `cannot be read: ${whyUnreadable(thrown)}.`);
    }
  }

  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    try {
      const found = await readdir(place.path, { withFileTypes: true });
      for (const entry of found.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        entries += 1;
        if (entries > limits.folderEntries) throw tooLarge(`${limits.folderEntries} files`);
        if (entry.name.startsWith('.') || (entry.isFile() && !isManifestName(entry.name))) continue;
        const name = place.name === '' ? entry.name : `${place.name}/${entry.name}`;
        await takeEntry({ name, path: path.join(place.path, entry.name) }, entry.isSymbolicLink());
      }
    } catch (thrown) {
      if (thrown instanceof UserError) throw thrown;
      if (place.name === '')
        throw new UserError(`The folder ${folder} cannot be read: ${whyUnreadable(thrown)}.`, { cause: thrown });
      problem(place.name, `cannot be read: ${whyUnreadable(thrown)}. What it holds is not known.`);
    }
  }
  return { files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)), problems };
}
