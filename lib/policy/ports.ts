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

export const unionOfPorts = (sets: readonly PortSet[]): PortSet => ({
  TCP: merged(sets.flatMap(({ TCP }) => TCP)),
  UDP: merged(sets.flatMap(({ UDP }) => UDP)),
  SCTP: merged(sets.flatMap(({ SCTP }) => SCTP)),
});

export const isFull = (ports: PortSet): boolean =>
  protocols.every(
    (protocol) => ports[protocol].length === 1 && ports[protocol][0]?.from === 1 && ports[protocol][0].to === 65_535,
  );

export const isEmpty = (ports: PortSet): boolean => protocols.every((protocol) => ports[protocol].length === 0);

const rangeText = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}-${to}`);

/** `TCP 80, 8000-8090; UDP 53`, or `all ports`. */
export const portsText = (ports: PortSet): string =>
  isFull(ports)
    ? 'all ports'
    : protocols
        .filter((protocol) => ports[protocol].length > 0)
        .map((protocol) => `${protocol} ${ports[protocol].map(rangeText).join(', ')}`)
        .join('; ') || 'no ports';
