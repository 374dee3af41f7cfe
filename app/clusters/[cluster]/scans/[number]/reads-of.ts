import { type Resource, resources } from '#lib/snapshot/resources.ts';
import type { Read } from '#lib/snapshot/snapshot.ts';
import type { ScanHeader } from '#lib/store/read/scan.ts';

/** A kind of object, and how the reading of it ended. */
export interface ResourceRead {
  readonly resource: Resource;
  readonly read: Read;
}

// What could not be read first, then what was, then custom resources that are not installed.
const rank = ({ resource, read }: ResourceRead): number =>
  read.status === 'read' ? 1 : read.status === 'absent' && resource.custom ? 2 : 0;

/** What a scan asked for, and how many kinds that this version asks for besides. */
export function readsOf(reads: ScanHeader['reads']): { readonly asked: readonly ResourceRead[]; readonly unasked: number } {
  const asked = resources.flatMap((resource): ResourceRead[] => {
    const read = reads[resource.name];
    return read === undefined ? [] : [{ resource, read }];
  });
  return { asked: asked.toSorted((a, b) => rank(a) - rank(b)), unasked: resources.length - asked.length };
}
