import type { DriftLines } from '#lib/assess/drift-causes.ts';
import { explainPath } from '../../../links.ts';

/** Workloads and their parts are `ns/name[Kind]`; the others are ranges of addresses and the way in through an ingress. */
const isWorkload = (end: string): boolean => end.includes('[');
const isRange = (end: string): boolean => /^[0-9a-f]*[.:]/i.test(end) && !isWorkload(end);

/** A range by its first address: each of them is decided alike. */
const askable = (end: string): string => (isRange(end) ? (end.split('-')[0] ?? end) : end);

/** The question why the first of the connections is as it is; null where none of its ends is a workload. `scans` are the two compared. */
export function whyPath(
  cluster: string,
  { src, dst, causes }: DriftLines,
  scans: { readonly from: number; readonly to: number },
): string | null {
  const [[source], [target]] = [src, dst];
  if (source === undefined || target === undefined || !(isWorkload(source) || isWorkload(target))) return null;
  // What is gone can only be asked about while it was there.
  const isGone = causes.some(({ change, object }) => change === 'removed' && [source, target].some((end) => names(end, object)));
  return explainPath(cluster, askable(source), askable(target), isGone ? scans.from : scans.to);
}

const names = (end: string, { kind, namespace, name }: DriftLines['causes'][number]['object']): boolean =>
  end.startsWith(`${namespace}/${name}[${kind}]`);

const everyAddress = new Map([
  ['0.0.0.0-255.255.255.255', 'every IPv4 address'],
  ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'every IPv6 address'],
]);

/** One end as people say it: `every IPv4 address` for the range of them all, one address for a range of one. */
export function endWords(end: string): string {
  if (isWorkload(end)) return end;
  const [first, last] = end.split('-');
  return everyAddress.get(end) ?? (first === last ? (first ?? end) : end);
}

const mostNamespaces = 3;

/** Many ends in a few words: `6 of payments, 5 of orders, every IPv4 address`. */
export function endsWords(ends: readonly string[]): string {
  const own = Map.groupBy(ends.filter(isWorkload), (end) => end.slice(0, end.indexOf('/')));
  const namespaces = [...own].toSorted(([, a], [, b]) => b.length - a.length);
  const others = namespaces.slice(mostNamespaces);
  const rest = others.reduce((sum, [, { length }]) => sum + length, 0);
  const places = ends.filter((end) => !isWorkload(end));
  const whole = places.filter((end) => everyAddress.has(end) || !isRange(end));
  const ranges = places.length - whole.length;
  return [
    ...namespaces.slice(0, mostNamespaces).map(([namespace, { length }]) => `${length} of ${namespace}`),
    ...(rest === 0 ? [] : [`${rest} of ${others.length === 1 ? 'one other namespace' : `${others.length} other namespaces`}`]),
    ...whole.map(endWords),
    ...(ranges === 0 ? [] : [ranges === 1 ? 'a range of addresses' : `${ranges} ranges of addresses`]),
  ].join(', ');
}
