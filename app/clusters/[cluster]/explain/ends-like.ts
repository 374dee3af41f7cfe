import { ingressController } from '#lib/reachability/entries.ts';

const most = 20;

/** The names that hold a text, upper and lower case alike: those whose own name begins with it first, at most twenty. */
export function endsLike(ids: readonly string[], text: string): readonly string[] {
  const wanted = text.toLowerCase();
  const found = [...ids, ingressController].filter((id) => id.toLowerCase().includes(wanted));
  const begins = (id: string): boolean => {
    const lower = id.toLowerCase();
    return lower.startsWith(wanted) || lower.slice(lower.indexOf('/') + 1).startsWith(wanted);
  };
  return [...found.filter(begins), ...found.filter((id) => !begins(id))].slice(0, most);
}
