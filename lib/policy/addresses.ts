import ipaddr from 'ipaddr.js';

/** Inclusive, as numbers of the family's width. */
export interface AddressRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** Per family: ranges in rising order that neither overlap nor touch. */
export interface AddressSet {
  readonly v4: readonly AddressRange[];
  readonly v6: readonly AddressRange[];
}

const widths = { v4: 32n, v6: 128n } as const;

const full = (bits: bigint): readonly AddressRange[] => [{ from: 0n, to: (1n << bits) - 1n }];
export const allAddresses: AddressSet = { v4: full(32n), v6: full(128n) };
export const noAddresses: AddressSet = { v4: [], v6: [] };

// Go's net.ParseCIDR, which the API server uses, takes no leading zeros, no zone and no shorthand such as `10/8`.
const v4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\/(0|[1-9]\d?)$/;
const v6 = /^[0-9a-fA-F]*:[0-9a-fA-F:]*(:(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3})?\/(0|[1-9]\d{0,2})$/;

const block = (address: bigint, hostBits: bigint): readonly AddressRange[] => {
  const host = (1n << hostBits) - 1n;
  const from = address & ~host;
  return [{ from, to: from | host }];
};

/** Undefined for a text that is no IPv6 address, which the library tells only by throwing, unless it parses everything twice. */
function numberOfV6(text: string): bigint | undefined {
  try {
    return ipaddr.IPv6.parse(text).parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
  } catch {
    return undefined;
  }
}

/** The addresses of a CIDR; host bits are ignored, as the API does. Undefined if it is none. */
export function addressesOfCidr(text: string): AddressSet | undefined {
  const [found, ...parts] = v4.exec(text) ?? [];
  if (found !== undefined) {
    const [a = 0, b = 0, c = 0, d = 0, length = 0] = parts.map(Number);
    if (Math.max(a, b, c, d) > 255 || length > 32) return undefined;
    return { v4: block(BigInt(((a * 256 + b) * 256 + c) * 256 + d), BigInt(32 - length)), v6: [] };
  }
  if (!v6.test(text)) return undefined;
  const [address = '', length = ''] = text.split('/');
  const number = numberOfV6(address);
  return number === undefined || Number(length) > 128 ? undefined : { v4: [], v6: block(number, BigInt(128 - Number(length))) };
}

/** `inner` lies wholly inside `outer`. */
export const contains = (outer: AddressSet, inner: AddressSet): boolean =>
  (['v4', 'v6'] as const).every((family) =>
    inner[family].every(({ from, to }) => outer[family].some((range) => range.from <= from && to <= range.to)),
  );

function without(ranges: readonly AddressRange[], holes: readonly AddressRange[]): readonly AddressRange[] {
  const result: AddressRange[] = [];
  let first = 0;
  for (const { from, to } of ranges) {
    // Both rise: what ends before this range ends before all that follow.
    for (let hole = holes[first]; hole !== undefined && hole.to < from; hole = holes[first]) first++;
    let left = from;
    for (let at = first, hole = holes[at]; hole !== undefined && hole.from <= to; hole = holes[++at]) {
      if (left < hole.from) result.push({ from: left, to: hole.from - 1n });
      left = hole.to + 1n;
    }
    if (left <= to) result.push({ from: left, to });
  }
  return result;
}

export const difference = (set: AddressSet, taken: AddressSet): AddressSet => ({
  v4: without(set.v4, taken.v4),
  v6: without(set.v6, taken.v6),
});

function merged(ranges: readonly AddressRange[]): readonly AddressRange[] {
  if (ranges.length < 2) return ranges;
  const result: AddressRange[] = [];
  for (const range of ranges.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = result.at(-1);
    if (last !== undefined && range.from <= last.to + 1n) {
      if (range.to > last.to) result[result.length - 1] = { from: last.from, to: range.to };
    } else result.push(range);
  }
  return result;
}

export const unionOfAddresses = (sets: readonly AddressSet[]): AddressSet => ({
  v4: merged(sets.flatMap(({ v4 }) => v4)),
  v6: merged(sets.flatMap(({ v6 }) => v6)),
});

/** One address as a set of itself; undefined for a text that is none. */
export const addressOf = (text: string): AddressSet | undefined => addressesOfCidr(`${text}/${text.includes(':') ? 128 : 32}`);

const asText = (family: 'v4' | 'v6', address: bigint): string => {
  const length = Number(widths[family] / 8n);
  const bytes = Array.from({ length }, (_, index) => Number((address >> BigInt(8 * (length - 1 - index))) & 0xffn));
  return ipaddr.fromByteArray(bytes).toString();
};

/** `10.0.0.0-10.255.255.255`, one text a range, IPv4 first. */
export const rangesText = (set: AddressSet): readonly string[] =>
  (['v4', 'v6'] as const).flatMap((family) => set[family].map(({ from, to }) => `${asText(family, from)}-${asText(family, to)}`));

function commonOf(a: readonly AddressRange[], b: readonly AddressRange[]): readonly AddressRange[] {
  const result: AddressRange[] = [];
  let [i, j] = [0, 0];
  for (let one = a[i], other = b[j]; one !== undefined && other !== undefined; one = a[i], other = b[j]) {
    let { from, to } = one;
    if (other.from > from) from = other.from;
    if (other.to < to) to = other.to;
    if (from <= to) result.push({ from, to });
    if (one.to < other.to) i++;
    else j++;
  }
  return result;
}

/** The addresses that are in both. */
export const commonAddresses = (a: AddressSet, b: AddressSet): AddressSet => ({
  v4: commonOf(a.v4, b.v4),
  v6: commonOf(a.v6, b.v6),
});

const blocks = (cidrs: readonly string[]): AddressSet =>
  unionOfAddresses(cidrs.map((cidr) => addressesOfCidr(cidr) ?? noAddresses));

/**
 * The addresses of the internet: of IPv4 all but those that IANA's special-purpose registry keeps from it, of IPv6 global unicast
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/ipv6-address-space). The blocks for
 * documentation count as public, because in examples they stand for public ones.
 */
export const publicAddresses: AddressSet = difference(
  unionOfAddresses([{ ...allAddresses, v6: [] }, blocks(['2000::/3'])]),
  blocks([
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ]),
);

/** How many addresses of a family are in a set. */
export const countOfAddresses = (set: AddressSet, family: 'v4' | 'v6'): bigint =>
  set[family].reduce((sum, { from, to }) => sum + (to - from + 1n), 0n);

/** The lowest address of a family in a set, as text. */
export const firstAddress = (set: AddressSet, family: 'v4' | 'v6'): string | undefined => {
  const [first] = set[family];
  return first === undefined ? undefined : asText(family, first.from);
};
