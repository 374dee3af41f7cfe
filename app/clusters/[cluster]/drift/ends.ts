import type { DriftLines } from '#lib/assess/drift-causes.ts';
import { explainPath } from '../../../links.ts';

/** Workloads and their parts are `ns/name[Kind]`; the others are ranges of addresses and the way in through an ingress. */
const isWorkload = (end: string): boolean => end.includes('[');
const isRange = (end: string): boolean => /^[0-9a-f]*[.:]/i.test(end) && !isWorkload(end);

/** A range by its first address: each of them is decided alike. */
const askable = (end: string): string | null => (isWorkload(end) ? end : isRange(end) ? (end.split('-')[0] ?? end) : null);

/** The question why the first of the connections is as it is; null where no page can answer it. `scans` are the two compared. */
export function whyPath(
  cluster: string,
  { src, dst, causes }: DriftLines,
  scans: { readonly from: number; readonly to: number },
): string | null {
  const [source, target] = [src, dst].map((ends) => ends.find((end) => askable(end) !== null));
  if (source === undefined || target === undefined || !(isWorkload(source) || isWorkload(target))) return null;
  // What is gone can only be asked about while it was there.
  const isGone = causes.some(({ change, object }) => change === 'removed' && [source, target].some((end) => names(end, object)));
  return explainPath(cluster, askable(source) ?? '', askable(target) ?? '', isGone ? scans.from : scans.to);
}

const names = (end: string, { kind, namespace, name }: DriftLines['causes'][number]['object']): boolean =>
  end.startsWith(`${namespace}/${name}[${kind}]`);

/** `a`, `a, b` or `a, b and 27 more`. */
export function endsText(ends: readonly string[]): string {
  const shown = ends.length <= 3 ? ends : ends.slice(0, 2);
  const rest = ends.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
