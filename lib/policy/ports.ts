import type { Protocol } from '#lib/snapshot/objects.ts';

export const protocols = ['TCP', 'UDP', 'SCTP'] as const satisfies readonly Protocol[];

/** Inclusive, 1–65535. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Per protocol: ranges in rising order that neither overlap nor touch. */
export type PortSet = Readonly<Record<Protocol, readonly PortRange[]>>;

const full: readonly PortRange[] = [{ from: 1, to: 65_535 }];

export const noPorts: PortSet = { TCP: [], UDP: [], SCTP: [] };
export const allPorts: PortSet = { TCP: full, UDP: full, SCTP: full };

function merged(ranges: readonly PortRange[]): readonly PortRange[] {
  if (ranges.length < 2) return ranges;
  const result: PortRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && range.from <= last.to + 1)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else result.push(range);
  }
  return result;
}

export const portsOf = (protocol: Protocol, range: PortRange = { from: 1, to: 65_535 }): PortSet => ({
  ...noPorts,
  [protocol]: [range],
});

export function unionOfPorts(sets: readonly PortSet[]): PortSet {
  const [only = noPorts, ...more] = sets;
  if (more.length === 0) return only;
  return {
    TCP: merged(sets.flatMap(({ TCP }) => TCP)),
    UDP: merged(sets.flatMap(({ UDP }) => UDP)),
    SCTP: merged(sets.flatMap(({ SCTP }) => SCTP)),
  };
}

function commonOf(a: readonly PortRange[], b: readonly PortRange[]): readonly PortRange[] {
  const result: PortRange[] = [];
  let [i, j] = [0, 0];
  for (let one = a[i], other = b[j]; one !== undefined && other !== undefined; one = a[i], other = b[j]) {
    const from = Math.max(one.from, other.from);
    const to = Math.min(one.to, other.to);
    if (from <= to) result.push({ from, to });
    if (one.to < other.to) i++;
    else j++;
  }
  return result;
}

function without(a: readonly PortRange[], holes: readonly PortRange[]): readonly PortRange[] {
  const result: PortRange[] = [];
  for (const { from, to } of a) {
    let next = from;
    for (const hole of holes) {
      if (hole.to < next) continue;
      if (hole.from > to) break;
      if (hole.from > next) result.push({ from: next, to: hole.from - 1 });
      next = hole.to + 1;
    }
    if (next <= to) result.push({ from: next, to });
  }
  return result;
}

export const commonPorts = (a: PortSet, b: PortSet): PortSet => ({
  TCP: commonOf(a.TCP, b.TCP),
  UDP: commonOf(a.UDP, b.UDP),
  SCTP: commonOf(a.SCTP, b.SCTP),
});

/** What is in `a` and not in `b`. */
export const portsWithout = (a: PortSet, b: PortSet): PortSet => ({
  TCP: without(a.TCP, b.TCP),
  UDP: without(a.UDP, b.UDP),
  SCTP: without(a.SCTP, b.SCTP),
});

export const isFull = (ports: PortSet): boolean =>
  protocols.every(
    (protocol) => ports[protocol].length === 1 && ports[protocol][0]?.from === 1 && ports[protocol][0].to === 65_535,
  );

export const isEmpty = (ports: PortSet): boolean => protocols.every((protocol) => ports[protocol].length === 0);

export const rangeText = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}-${to}`);

/** `TCP 80, 8000-8090; UDP 53`, or `all ports`. */
export const portsText = (ports: PortSet): string =>
  isFull(ports)
    ? 'all ports'
    : protocols
        .filter((protocol) => ports[protocol].length > 0)
        .map((protocol) => `${protocol} ${ports[protocol].map(rangeText).join(', ')}`)
        .join('; ') || 'no ports';
