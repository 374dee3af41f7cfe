import type { PolicyModel } from '#lib/policy/policies.ts';

const mostNamed = 3;
const farthest = 2;

/** How many letters have to be put in, left out or replaced to make one text the other: Levenshtein's distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [index, like] of [...other].entries())
      next.push(Math.min((row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1, (row[index] ?? 0) + (letter === like ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/**
 * Names of workloads that somebody may have meant by one that does not exist, the likeliest first: the same name elsewhere or of another
 * kind, then names that are spelled much alike.
 */
export function namesNear({ workloads }: Pick<PolicyModel, 'workloads'>, text: string): readonly string[] {
  const [, place = '', name = '', kind] = /^(?:([^[{]*)\/)?([^/[{]*)(\[[^\]]*\])?/.exec(text.slice(0, 300).toLowerCase()) ?? [];
  const far = workloads.flatMap(({ id, ref }): readonly { readonly says: string; readonly off: number }[] => {
    const says = kind === undefined ? `${ref.namespace}/${ref.name}` : id;
    const isTooLong = Math.abs(ref.name.length - name.length) > farthest;
    const off =
      ref.name.toLowerCase() === name ? 0 : isTooLong ? Number.POSITIVE_INFINITY : distance(name, ref.name.toLowerCase());
    const isThere = ref.namespace.toLowerCase() === place;
    // Of two letters, two others make any word.
    return off > farthest || off >= name.length - 1 ? [] : [{ says, off: off * 2 + (isThere ? 0 : 1) }];
  });
  return [...new Set(far.toSorted((a, b) => a.off - b.off).map(({ says }) => says))].slice(0, mostNamed);
}
