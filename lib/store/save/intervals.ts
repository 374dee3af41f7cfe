/** Something that holds now, under a key that is unique among its kind; equal digests mean equal content. */
export interface Held {
  readonly key: string;
  readonly digest: string;
}

export interface IntervalChanges<Now extends Held> {
  /** Keys whose open interval ends. */
  readonly ended: readonly string[];
  /** What begins: new keys, and keys whose content is another one. */
  readonly begun: readonly Now[];
  /** How many of each: a key that ends and begins has changed. */
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * What ends and what begins between the open intervals and what holds now. `judged` says of a key that is missing now whether it is
 * known to be gone; where it is not (its resource could not be read), its interval stays open.
 */
export function intervalChanges<Now extends Held>(
  open: ReadonlyMap<string, string>,
  now: readonly Now[],
  judged: (key: string) => boolean = () => true,
): IntervalChanges<Now> {
  const begun = now.filter(({ key, digest }) => open.get(key) !== digest);
  const present = new Set(now.map(({ key }) => key));
  const gone = [...open.keys()].filter((key) => !present.has(key) && judged(key));
  const changed = begun.filter(({ key }) => open.has(key)).map(({ key }) => key);
  return {
    begun,
    ended: [...changed, ...gone],
    added: begun.length - changed.length,
    changed: changed.length,
    removed: gone.length,
  };
}

const separator = '\u0000';

/** One key out of several parts, and back. */
export const keyOf = (...parts: readonly string[]): string => parts.join(separator);
export const partsOf = (key: string): string[] => key.split(separator);
