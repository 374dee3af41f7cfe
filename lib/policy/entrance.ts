import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { shown } from '#lib/snapshot/shown.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Wanted, Warning } from './backends.ts';
import { type Callers, mostOpen } from './callers.ts';
import { type Encrypted, leastEncrypted } from './encryption.ts';

/** Whether something lets traffic in. Where that is not known, `why` it is not, and who comes in if it does. */
export type Admission =
  | { readonly answer: 'yes'; readonly callers: Callers; readonly encrypted: Encrypted }
  | { readonly answer: 'unknown'; readonly callers: Callers; readonly encrypted: Encrypted; readonly why: string }
  | { readonly answer: 'no'; readonly why: string };

/** One parent's answer, with the parent by name. */
export type Asked = Admission & { readonly parent: ObjectRef | string };

export const anyoneBy = (why: string): Callers => ({ from: 'internet', ranges: [], why });

/** A namespace and a name, both as long as they may be. */
export const longestName = 520;

const parentText = ({ parent }: Asked): string => (typeof parent === 'string' ? parent : shown(refText(parent), longestName));

/** Whether an object that is not among those of a resource does not exist: manifests may be but a part of a cluster. */
export const knowsAll = ({ origin, reads, problems }: Snapshot, resource: ResourceName): boolean =>
  origin === 'live' &&
  (reads[resource].status === 'read' || reads[resource].status === 'absent') &&
  !problems.some((problem) => problem.resource === resource);

/** What is said of a parent that is not among what was read. */
export const notRead = (encrypted: Encrypted): Admission => ({
  answer: 'unknown',
  why: 'it is not among what was read',
  callers: anyoneBy('nothing is known to make its Gateway internal'),
  encrypted,
});

/** Of what the parts of one parent answer, what lets in or may do so; where there is none, why none does. */
export function anyOf(answers: readonly Admission[]): readonly Admission[] {
  const open = answers.filter(({ answer }) => answer !== 'no');
  if (open.length > 0) return open;
  const reasons = new Set(answers.flatMap((one) => (one.answer === 'no' ? [one.why] : [])));
  return [{ answer: 'no', why: `does not let it in: ${[...reasons].join('; ')}` }];
}

/** Who comes in by something that any of its parents may let in, and what keeps everybody out. */
export type Entrance = Pick<Wanted, 'callers' | 'encrypted' | 'doubt' | 'shutBy'>;

/** An entry is as open as the most open of what lets it in, or may do so. */
export function entranceOf(entry: ObjectRef, answers: readonly Asked[], warnings: Warning[]): Entrance {
  for (const one of answers)
    if (one.answer === 'no') warnings.push({ object: refText(entry), message: `${parentText(one)}, its parent, ${one.why}` });
  const [first] = answers;
  if (first === undefined) warnings.push({ object: refText(entry), message: 'names no parent, so that no Gateway lets it in' });
  const ways = answers.filter((one) => one.answer !== 'no');
  const widest = mostOpen([...ways.filter(({ answer }) => answer === 'yes'), ...ways]);
  if (widest === undefined) {
    const shutBy = typeof first?.parent === 'object' ? first.parent : entry;
    return { callers: anyoneBy('nobody comes in'), encrypted: 'unknown', doubt: undefined, shutBy };
  }
  const cloud = ways.some(({ callers }) => callers.byCloud) ? { byCloud: true as const } : {};
  return {
    callers: { ...widest.callers, ...cloud },
    encrypted: leastEncrypted(ways.map(({ encrypted }) => encrypted)),
    doubt: widest.answer === 'unknown' ? `whether ${parentText(widest)} lets it in is not known: ${widest.why}` : undefined,
    shutBy: null,
  };
}
