import { type AddressSet, commonAddresses, difference, rangesText } from '#lib/policy/addresses.ts';
import { noPorts, type PortSet, portsText, unionOfPorts } from '#lib/policy/ports.ts';

/** Addresses that are open on the same ports. */
export interface Part {
  readonly addresses: AddressSet;
  readonly ports: PortSet;
}

/** Each range by itself, those of IPv4 first. */
export const rangesOf = ({ v4, v6 }: AddressSet): readonly AddressSet[] => [
  ...v4.map((range) => ({ v4: [range], v6: [] })),
  ...v6.map((range) => ({ v4: [], v6: [range] })),
];

export const isNowhere = ({ v4, v6 }: AddressSet): boolean => v4.length === 0 && v6.length === 0;

const partText = ({ addresses, ports }: Part): string => `${portsText(ports)} ${rangesText(addresses).join(' ')}`;

/** Parts that the other side does not have just so. Within a side parts do not overlap: what is left out has nothing to do with the rest. */
export function unlike(parts: readonly Part[], others: readonly Part[]): readonly Part[] {
  const known = new Set(others.map(partText));
  return parts.filter((part) => !known.has(partText(part)));
}

/** The parts of several classes laid over each other: each address under all ports that any of them has. Those of one are so already. */
export function cover(parts: readonly Part[], classes: number): readonly Part[] {
  if (classes < 2) return parts;
  return parts.reduce<readonly Part[]>((sum, part) => {
    let fresh = part.addresses;
    const next = sum.flatMap((one) => {
      const both = commonAddresses(one.addresses, part.addresses);
      if (isNowhere(both)) return [one];
      fresh = difference(fresh, both);
      return [
        { addresses: difference(one.addresses, both), ports: one.ports },
        { addresses: both, ports: unionOfPorts([one.ports, part.ports]) },
      ];
    });
    return [...next, { addresses: fresh, ports: part.ports }].filter(({ addresses }) => !isNowhere(addresses));
  }, []);
}

/** Addresses by what was and what is allowed. */
export function refined(before: readonly Part[], after: readonly Part[]) {
  const both = before.flatMap((was) =>
    after.map((is) => ({ addresses: commonAddresses(was.addresses, is.addresses), was: was.ports, is: is.ports })),
  );
  const gone = before.map((was) => ({
    addresses: after.reduce((rest, is) => difference(rest, is.addresses), was.addresses),
    was: was.ports,
    is: noPorts,
  }));
  const fresh = after.map((is) => ({
    addresses: before.reduce((rest, was) => difference(rest, was.addresses), is.addresses),
    was: noPorts,
    is: is.ports,
  }));
  return [...both, ...gone, ...fresh].filter(({ addresses }) => !isNowhere(addresses));
}
