import { apiServerOf } from '#lib/facts/api-server.ts';
import {
  type AddressSet,
  addressOf,
  allAddresses,
  contains,
  noAddresses,
  publicAddresses,
  unionOfAddresses,
} from '#lib/policy/addresses.ts';
import { commonPorts, isEmpty, type PortSet, portsOf, unionOfPorts } from '#lib/policy/ports.ts';
import { portsOfAllowed } from '#lib/reachability/reach.ts';
import type { RecordedSide } from '#lib/reachability/record.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';

/** Reads back what `rangesText` wrote. Throws Error for anything else. */
export function addressesOfRange(text: string): AddressSet {
  const [from, to] = text.split('-').map(addressOf);
  const family = from?.v4.length === 1 ? 'v4' : 'v6';
  const [first, last] = [from?.[family][0]?.from, to?.[family][0]?.to];
  if (first === undefined || last === undefined) throw new Error(`${text} is no range of addresses`);
  return { ...noAddresses, [family]: [{ from: first, to: last }] };
}

const read = new WeakMap<RecordedSide, readonly { readonly addresses: AddressSet; readonly ports: PortSet }[]>();

/** What a side lets through from or to addresses outside. */
function outsideOf(side: RecordedSide): readonly { readonly addresses: AddressSet; readonly ports: PortSet }[] {
  const known = read.get(side);
  if (known !== undefined) return known;
  const fresh = side.outside.map(({ addresses, ports }) => ({
    addresses: unionOfAddresses([noAddresses, ...addresses.map(addressesOfRange)]),
    ports: portsOfAllowed(ports),
  }));
  read.set(side, fresh);
  return fresh;
}

const families = ['v4', 'v6'] as const;

const holdsAny = (set: AddressSet): boolean => families.some((family) => set[family].length > 0);

const haveCommon = (a: AddressSet, b: AddressSet): boolean =>
  families.some((family) => a[family].some((one) => b[family].some((other) => one.from <= other.to && other.from <= one.to)));

/** Whether a side lets any of the addresses through, on any of the ports; absent: on any port. */
const letsThrough = (side: RecordedSide, wanted: AddressSet, ports?: PortSet): boolean =>
  outsideOf(side).some(
    (one) => haveCommon(one.addresses, wanted) && (ports === undefined || !isEmpty(commonPorts(one.ports, ports))),
  );

export const isOpenToInternet = (side: RecordedSide): boolean => letsThrough(side, publicAddresses);

const tcp = (port: number): PortSet => portsOf('TCP', { from: port, to: port });
const addressesNamed = (texts: readonly string[]): AddressSet =>
  unionOfAddresses([noAddresses, ...texts.map((text) => addressOf(text) ?? noAddresses)]);

// The same address at all clouds, and AWS's in IPv6.
const metadata = addressesNamed(['169.254.169.254', 'fd00:ec2::254']);
// As the control about it has them.
const apiServerPorts = unionOfPorts([tcp(443), tcp(6443)]);

/** Addresses of the cluster that are no pods', as far as it tells. */
export interface Surroundings {
  readonly nodes: readonly string[];
  /** Empty where nothing tells, as where a cloud runs the control plane. */
  readonly apiServer: readonly string[];
}

/** From the nodes and what lies in kube-system. */
export const surroundingsOf = (snapshot: Snapshot): Surroundings => ({
  nodes: objectsOf(snapshot, 'nodes').flatMap(({ addresses }) =>
    (addresses ?? []).flatMap(({ type, address }) => (type.endsWith('IP') ? [address] : [])),
  ),
  apiServer: apiServerOf(snapshot),
});

export type PlaceId = 'internet' | 'metadata' | 'apiServer' | 'nodes';

/** A place outside the cluster's pods, and whether a way out leads there; null where that is not known. */
export interface Place {
  readonly id: PlaceId;
  readonly leadsTo: (egress: RecordedSide) => boolean | null;
}

/** An API server that nothing tells the address of is reached by whoever reaches every address, and not by whoever reaches none. */
function leadsToUnknown(egress: RecordedSide): boolean | null {
  const open = outsideOf(egress).filter(({ ports }) => !isEmpty(commonPorts(ports, apiServerPorts)));
  if (open.length === 0) return false;
  return contains(unionOfAddresses(open.map(({ addresses }) => addresses)), { ...allAddresses, v6: [] }) ? true : null;
}

/** The places that whoever takes a workload may want to get to. Nodes are left out where none were seen. */
export function placesAround({ nodes, apiServer }: Surroundings): readonly Place[] {
  const [ofNodes, ofServer] = [addressesNamed(nodes), addressesNamed(apiServer)];
  return [
    { id: 'internet', leadsTo: isOpenToInternet },
    { id: 'metadata', leadsTo: (egress) => letsThrough(egress, metadata, tcp(80)) },
    {
      id: 'apiServer',
      leadsTo: holdsAny(ofServer) ? (egress) => letsThrough(egress, ofServer, apiServerPorts) : leadsToUnknown,
    },
    ...(holdsAny(ofNodes) ? [{ id: 'nodes', leadsTo: (egress: RecordedSide) => letsThrough(egress, ofNodes) } as const] : []),
  ];
}
