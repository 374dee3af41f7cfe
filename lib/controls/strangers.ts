import type { Facts, WorkloadFacts } from '#lib/facts/facts.ts';
import { addressesOf, type Opening } from '#lib/facts/traffic.ts';
import { type AddressSet, commonAddresses, contains, firstAddress, publicAddresses, rangesText } from '#lib/policy/addresses.ts';
import { commonPorts, isEmpty, type PortSet, unionOfPorts } from '#lib/policy/ports.ts';
import type { Calling } from './callers.ts';
import type { Evidence } from './control.ts';
import { openingsAsEvidence, peersAsEvidence, peersText } from './traffic.ts';
import { firstFew, listed } from './wording.ts';

/** Who gets through to a workload although nobody named it. */
export interface Strangers {
  /** In words, one entry a sort of them. */
  readonly whom: readonly string[];
  /** On which of the ports asked about. */
  readonly ports: PortSet;
  readonly openings: readonly Opening[];
  readonly evidence: readonly Evidence[];
}

/** Pods that no rule names by their labels, of other namespaces and yet to come. `calling` says which of them are known today. */
export function strangePods({ traffic }: Facts, workload: WorkloadFacts, asked: PortSet, { through }: Calling): Strangers {
  const forAnyone = commonPorts(traffic.anyPod(workload, 'ingress'), asked);
  const openings = isEmpty(forAnyone)
    ? through.few.flatMap((peer) => traffic.openings(workload, 'ingress', peer.workload, peer.ports, { unnamed: true }))
    : traffic.openings(workload, 'ingress', 'any pod', forAnyone);
  const known = peersText(through);
  const anyone = `any pod of any other namespace${through.count === 0 ? '' : ` (today ${known})`}`;
  const some =
    through.count === 0 ? [] : [`${known} (no rule names ${through.count === 1 ? 'it by its' : 'them by their'} labels)`];
  return {
    whom: isEmpty(forAnyone) ? some : [anyone],
    ports: isEmpty(forAnyone) ? unionOfPorts(through.few.map(({ ports }) => ports)) : forAnyone,
    openings,
    evidence: firstFew([...openingsAsEvidence(openings), ...peersAsEvidence(through, 'ingress')]),
  };
}

/** Addresses of the internet. */
export function strangeAddresses({ traffic }: Facts, workload: WorkloadFacts, asked: PortSet): Strangers {
  const { families } = traffic;
  const ofFamilies = (set: AddressSet): AddressSet => ({
    v4: families.includes('v4') ? set.v4 : [],
    v6: families.includes('v6') ? set.v6 : [],
  });
  const internet = ofFamilies(publicAddresses);
  const outside = traffic.outside(workload, 'ingress').flatMap(({ addresses, ports }) => {
    const [open, on] = [commonAddresses(addresses, internet), commonPorts(ports, asked)];
    return isEmpty(on) || open.v4.length + open.v6.length === 0 ? [] : [{ addresses: open, ports: on }];
  });
  const open = addressesOf(outside);
  const openings = families.flatMap((family) => {
    const address = firstAddress(open, family);
    return address === undefined ? [] : traffic.openings(workload, 'ingress', { address }, asked);
  });
  const which = contains(open, internet) ? 'the whole internet' : `${listed(rangesText(open))} of the internet`;
  return {
    whom: outside.length === 0 ? [] : [which],
    ports: unionOfPorts(outside.map(({ ports }) => ports)),
    openings,
    evidence: openingsAsEvidence(openings),
  };
}
