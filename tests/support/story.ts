import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Control, Result } from '#lib/controls/control.ts';
import { factsOf } from '#lib/facts/derive.ts';
import type { Facts } from '#lib/facts/facts.ts';
import { readManifests } from '#lib/manifests/read.ts';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

const folder = path.resolve(import.meta.dirname, '../clusters');

/** The golden worlds: each is a folder of manifests with a story's name. */
export const stories: readonly string[] = readdirSync(folder, { withFileTypes: true })
  // Those of reach- tell who reaches whom: tests/reachability/worlds.test.ts.
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('reach-'))
  .map(({ name }) => name);

/** Where the file of a story is, or would be. */
export const fileOf = (name: string, file: string): string => path.join(folder, name, file);

/** A story as its folder has it; a file `live.yaml` in it makes it one of a live cluster. */
async function read(name: string): Promise<Snapshot> {
  const given = await readManifests({ path: path.join(folder, name) });
  return existsSync(fileOf(name, 'live.yaml')) ? sealSnapshot({ ...given, origin: 'live' }) : given;
}

const snapshots = new Map(await Promise.all(stories.map(async (name) => [name, await read(name)] as const)));

export function story(name: string): Snapshot {
  const found = snapshots.get(name);
  if (found === undefined) throw new Error(`there is no story ${name} in ${folder}`);
  return found;
}

export const factsOfStory = (name: string): Facts => factsOf(story(name));

/** `fail Deployment shop/web: No policy selects it.`, with the literal verdict in brackets where it is another. */
export const verdictText = ({ outcome, literal, resource, message }: Result): string =>
  `${outcome === 'notApplicable' ? 'not applicable' : outcome}${literal === undefined || literal === outcome ? '' : ` (literally ${literal})`} ${refText(resource)}: ${message}`;

/** What a control says about a story, a line a verdict, in the order of the objects' names. */
export const verdicts = (control: Control, name: string): readonly string[] => control.check(factsOfStory(name)).map(verdictText);

/** The one verdict of a control on the object that the text names (`Deployment shop/web`). */
export function verdictOn(control: Control, name: string, object: string): Result {
  const found = control.check(factsOfStory(name)).filter(({ resource }) => refText(resource) === object);
  const [only, ...more] = found;
  if (only === undefined || more.length > 0)
    throw new Error(`${control.id} says ${found.length} things about ${object} in ${name}`);
  return only;
}
