import type { ObjectRef } from '#lib/snapshot/objects.ts';

/** An object that is not in both models as it is in the other, and in what it differs. */
export interface ChangedObject {
  readonly object: ObjectRef;
  readonly change: 'added' | 'removed' | 'changed';
  /** In words: `rule spec.ingress[0] changed`, `label app changed from a to b`. */
  readonly what: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** Whether two values of the model say the same: plain data, with sets, whatever the order of fields and members. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Set || b instanceof Set)
    return a instanceof Set && b instanceof Set && a.size === b.size && [...a].every((member) => b.has(member));
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}
