import { type KubeObject, refOf, refText } from '#lib/snapshot/objects.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Warning } from './backends.ts';
import { templates } from './workloads.ts';

const owned = ['pods', ...templates] as const;

const shownMost = 5;

/** Controllers that own each other in a circle: none of them is the topmost, by which their pods would be called. */
export function ownerCircles(snapshot: Snapshot): readonly Warning[] {
  const owners = new Map<string, string>();
  for (const resource of owned)
    for (const object of objectsOf(snapshot, resource) as readonly KubeObject[]) {
      const { owner, namespace = 'default' } = object.metadata;
      if (owner !== undefined) owners.set(refText(refOf(object)), refText({ kind: owner.kind, namespace, name: owner.name }));
    }

  const warnings: Warning[] = [];
  const done = new Set<string>();
  for (const start of owners.keys()) {
    const way = new Set<string>();
    let at: string | undefined = start;
    for (; at !== undefined && !way.has(at) && !done.has(at); at = owners.get(at)) way.add(at);
    if (at !== undefined && way.has(at)) {
      const circle = [...way].slice([...way].indexOf(at));
      const steps = circle.length > shownMost ? [...circle.slice(0, shownMost), '…', at] : [...circle, at];
      warnings.push({
        object: at,
        message: `owns itself (${steps.join(', owned by ')}): its pods are listed under one of these, as none is the topmost`,
      });
    }
    for (const one of way) done.add(one);
  }
  return warnings;
}
