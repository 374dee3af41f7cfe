import {
  type AddressSet,
  addressesOfCidr,
  allAddresses,
  contains,
  noAddresses,
  publicAddresses,
  rangesText,
  unionOfAddresses,
} from '#lib/policy/addresses.ts';
import type { Warning } from '#lib/policy/backends.ts';
import type { Callers } from '#lib/policy/callers.ts';
import type { Encrypted } from '#lib/policy/encryption.ts';
import { portsText } from '#lib/policy/ports.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import { type Controllers, controllersOf } from './controllers.ts';
import type { Engine } from './engine.ts';
import { type Passage, passagesOf } from './passages.ts';
import type { Ports } from './port-sets.ts';
import { podPorts } from './verdict-ports.ts';

/**
 * A way from outside the cluster to a class of pods.
 *
 * Which address a policy meets at the pod is not laid down: a node that passes traffic on puts its own in place of the client's unless
 * `externalTrafficPolicy` is Local, and so do load balancers that work as proxies
 * (https://kubernetes.io/docs/tutorials/services/source-ip/,
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors). A port therefore counts
 * as open as soon as policies let it through from any address outside, which may be the one that clients appear under; `admits` tells
 * from which. That a pod's own node always gets through is not counted.
 *
 * Behind an Ingress or a route, a port counts as open where policies let it through from pods elsewhere or from the controller, if it is
 * known; where the controller, or a proxy of the cloud, may stand outside the pod network, from any address outside, too.
 */
export interface EntryPoint {
  readonly kind: Passage['kind'];
  /** What opens it: a Service, an Ingress, a route, or the workload itself. */
  readonly object: ObjectRef;
  /** Who can try it: everyone, only some ranges, whoever is in the cloud's network, or whoever reaches a node. */
  readonly from: Callers['from'];
  /** With `from: ranges` the CIDRs that can, else empty. */
  readonly ranges: readonly string[];
  /** Whether what comes in there is encrypted that far. */
  readonly encrypted: Encrypted;
  readonly member: number;
  /** The ports on the pods that it leads to. */
  readonly ports: Ports;
  /** Those of them that policies let through. */
  readonly open: Ports;
  /** The addresses outside from which policies let any of the ports through. */
  readonly admits: AddressSet;
  /** Why it may be no way in after all, each a clause. */
  readonly doubts: readonly string[];
  /** In words, a whole sentence. */
  readonly says: string;
}

export interface EntryPoints {
  readonly into: (member: number) => readonly EntryPoint[];
  readonly all: () => readonly EntryPoint[];
  readonly warnings: readonly Warning[];
}

const isBehindProxy = ({ kind }: Passage): boolean => kind === 'Ingress' || kind === 'Gateway' || kind === 'Route';

interface Admission {
  readonly open: Ports;
  readonly admits: AddressSet;
  /** Which sources get through: `every address`. */
  readonly sources: readonly string[];
  /** None of them is one that callers have of their own. */
  readonly inPlace: boolean;
}

function addressesText(addresses: AddressSet): string {
  if (contains(addresses, allAddresses)) return 'every address';
  const [first = 'no address', second, ...more] = rangesText(addresses);
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first} and ${more.length + 1} other ranges`;
}

/** The addresses that callers have of their own, as far as that is known. */
function addressesOf({ from, ranges }: Callers): AddressSet {
  if (from === 'ranges') return unionOfAddresses(ranges.map((range) => addressesOfCidr(range) ?? noAddresses));
  return from === 'internet' ? publicAddresses : allAddresses;
}

const overlap = (a: AddressSet, b: AddressSet): boolean =>
  (['v4', 'v6'] as const).some((family) =>
    a[family].some((one) => b[family].some((other) => one.from <= other.to && other.from <= one.to)),
  );

/** What the policies of a class let through of what comes by a passage. */
function admissionOf(engine: Engine, controllers: Controllers, passage: Passage, member: number, wanted: Ports): Admission {
  const { ports, atoms, classes } = engine;
  const verdict = engine.verdict(member, 'ingress');
  const admitting = verdict.atoms.filter((box) => ports.common(box.ports, wanted) !== ports.none);
  const admits = atoms.ingress.addresses(
    admitting.reduce((sum, { peers }) => atoms.ingress.union(sum, peers), atoms.ingress.none),
  );
  const outside = {
    name: addressesText(admits),
    open: ports.common(wanted, ports.unionOf(admitting.map((box) => box.ports))),
  };
  const pods = (source: number, name: string) => ({ name, open: ports.common(wanted, podPorts(engine, verdict, source)) });
  const sources = isBehindProxy(passage)
    ? [
        pods(classes.length, 'pods elsewhere'),
        ...controllers.carrying.map((index) => pods(index, classes[index]?.id ?? '')),
        ...(controllers.mayBeOutside || passage.callers.byCloud ? [outside] : []),
      ]
    : [outside];
  const through = sources.filter(({ open }) => open !== ports.none);
  return {
    open: ports.unionOf(through.map(({ open }) => open)),
    admits,
    sources: through.map(({ name }) => name),
    inPlace: through.every((source) => source === outside) && !overlap(admits, addressesOf(passage.callers)),
  };
}

function who({ from, ranges }: Callers): string {
  switch (from) {
    case 'internet':
      return 'Anyone on the internet';
    case 'ranges':
      return `Whoever has an address of ${ranges.join(', ')}`;
    case 'internal':
      return "Whoever is in the cloud's own network";
    case 'nodes':
      return 'Whoever reaches a node';
  }
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const encryption: Readonly<Record<Encrypted, string>> = {
  yes: ', encrypted there',
  no: ', not encrypted there',
  unknown: '',
};

/** `a; b` as a sentence of its own. */
const doubtText = (doubts: readonly string[]): string =>
  doubts.length === 0 ? '' : ` It counts as a way in, although ${list(doubts)}.`;

function sentence({ ports }: Engine, passage: Passage, wanted: Ports, { open, sources, inPlace }: Admission): string {
  const { kind, object, callers, at, encrypted, doubts } = passage;
  if (kind === 'HostNetwork') {
    const declared = at.length === 0 ? '' : ` (they declare ${list(at)})`;
    return `${who(callers)} can reach every port that its pods listen on there${declared}: they use the node's network, to which policies do not apply.`;
  }
  const way = kind === 'HostPort' ? list(at) : `${refText(object)} (${list(at)})`;
  const what = open === wanted ? 'it' : portsText(ports.get(open));
  const tried = `${who(callers)} can try ${portsText(ports.get(wanted))} through ${way}${encryption[encrypted]}`;
  const passed =
    open === ports.none
      ? `${tried}, but policies let nothing of it through.`
      : `${tried}, and policies let ${what} through from ${list(sources)}${inPlace ? ": nodes and proxies may put such an address in place of the caller's" : ''}.`;
  return `${passed}${doubtText(doubts)}`;
}

export function entryPointsOf(engine: Engine): EntryPoints {
  const { classes, ports } = engine;
  const passages = passagesOf(engine);
  const controllers = controllersOf(engine);
  const into = (member: number): readonly EntryPoint[] =>
    passages.into(member).map((passage) => {
      const { kind, object, callers, encrypted, doubts } = passage;
      const { from, ranges } = callers;
      const wanted = ports.of(passage.ports);
      const admission = admissionOf(engine, controllers, passage, member, wanted);
      const { open, admits } = admission;
      return {
        kind,
        object,
        from,
        ranges,
        encrypted,
        member,
        ports: wanted,
        open,
        admits,
        doubts,
        says: sentence(engine, passage, wanted, admission),
      };
    });
  return { into, all: () => classes.flatMap(({ index }) => into(index)), warnings: passages.astray };
}
