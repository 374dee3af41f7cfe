import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Control, Result } from '#lib/controls/control.ts';
import { factsOf } from '#lib/facts/derive.ts';
import type { Facts } from '#lib/facts/facts.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { world } from './world.ts';

/** The folder of the golden worlds: each is a folder of manifests with a story's name. */
export const storiesFolder = path.resolve(import.meta.dirname, '../clusters');

/** A story's manifests, and more if given, as a snapshot; a file `live.yaml` in it makes it one of a live cluster. */
export function story(name: string, more = ''): Snapshot {
  const folder = path.join(storiesFolder, name);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted();
  const yaml = files.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  return world([...yaml, more].join('\n---\n'), { origin: files.includes('live.yaml') ? 'live' : 'manifests' });
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
