import type { PodSet, PodSets } from './pod-sets.ts';

/**
 * `*`: every class; `ns/*`: every class of the namespace that policies can select, so none in the host's network; `* /*` (without the
 * space): those of all namespaces; else the id of a class.
 */
export type RecordedPeer = string;

/** All of `peers` but those of `except`. A class that comes or goes changes neither, as long as they are named together. */
export interface RecordedPeers {
  readonly peers: readonly RecordedPeer[];
  readonly except?: readonly RecordedPeer[];
}

interface Member {
  readonly index: number;
  readonly id: string;
  readonly namespace: string;
  readonly hostNetwork: boolean;
}

const everyone = '*';
const everySelectable = '*/*';
const whole = (namespace: string): RecordedPeer => `${namespace}/*`;

/** A namespace that is called so, which no API server takes, has no short form: it would be taken for all of them. */
const hasShortForm = (namespace: string): boolean => namespace !== '*';

const count = ({ peers, except = [] }: RecordedPeers): number => peers.length + except.length;

/** Writes sets of classes in the form that names the fewest. The universe has one more element, the stranger. */
export function peersWriter(classes: readonly Member[], pods: PodSets): (set: PodSet) => RecordedPeers {
  const selectable = Map.groupBy(
    classes.filter(({ hostNetwork }) => !hostNetwork),
    ({ namespace }) => namespace,
  );
  const onHost = classes.filter(({ hostNetwork }) => hostNetwork);
  const stranger = classes.length;
  const known = new Map<PodSet, RecordedPeers>();

  const namespaceByNamespace = (members: readonly Member[]): RecordedPeers => {
    const peers = members.filter(({ hostNetwork }) => hostNetwork).map(({ id }) => id);
    const except: RecordedPeer[] = [];
    const found = Map.groupBy(
      members.filter(({ hostNetwork }) => !hostNetwork),
      ({ namespace }) => namespace,
    );
    for (const [namespace, own] of found) {
      const all = selectable.get(namespace) ?? [];
      if (hasShortForm(namespace) && all.length - own.length + 1 <= own.length) {
        const inside = new Set(own);
        peers.push(whole(namespace));
        except.push(...all.filter((one) => !inside.has(one)).map(({ id }) => id));
      } else peers.push(...own.map(({ id }) => id));
    }
    return { peers, except };
  };

  /** Everyone, or everyone that can be selected, but for some. */
  const allBut = (set: PodSet, base: RecordedPeer): RecordedPeers => {
    const isIn = ({ index }: Member): boolean => pods.has(set, index);
    const except = [...selectable].flatMap(([namespace, all]) => {
      const missing = all.filter((one) => !isIn(one));
      return missing.length === all.length && hasShortForm(namespace) ? [whole(namespace)] : missing.map(({ id }) => id);
    });
    const hosts = onHost.filter((one) => isIn(one) === (base === everySelectable)).map(({ id }) => id);
    return base === everyone ? { peers: [base], except: [...except, ...hosts] } : { peers: [base, ...hosts], except };
  };

  const written = (set: PodSet): RecordedPeers => {
    const members: Member[] = [];
    pods.each(set, (index) => {
      const one = classes[index];
      if (one !== undefined) members.push(one);
    });
    const forms = [namespaceByNamespace(members)];
    if (members.length * 2 > classes.length) {
      // Where both are as short, a set that takes in whoever may come from anywhere is more likely meant as everyone.
      const bases = pods.has(set, stranger) ? [everyone, everySelectable] : [everySelectable, everyone];
      forms.unshift(...bases.map((base) => allBut(set, base)));
    }
    const { peers, except = [] } = forms.reduce((best, form) => (count(form) < count(best) ? form : best));
    return { peers: peers.toSorted(), ...(except.length > 0 ? { except: except.toSorted() } : {}) };
  };

  return (set) => {
    const done = known.get(set);
    if (done !== undefined) return done;
    const fresh = written(set);
    known.set(set, fresh);
    return fresh;
  };
}

/** Reads such sets back. Throws Error where a class is named that there is none of. */
export function peersReader(classes: readonly Member[], pods: PodSets): (recorded: RecordedPeers) => PodSet {
  const numbers = new Map(classes.map(({ id, index }) => [id, index]));
  const selectable = classes.filter(({ hostNetwork }) => !hostNetwork);
  const byNamespace = Map.groupBy(selectable, ({ namespace }) => namespace);
  const membersOf = (peer: RecordedPeer): readonly number[] => {
    if (peer === everySelectable) return selectable.map(({ index }) => index);
    if (peer.endsWith('/*')) return (byNamespace.get(peer.slice(0, -2)) ?? []).map(({ index }) => index);
    const number = numbers.get(peer);
    if (number === undefined) throw new Error(`the record names ${peer}, of which it has no class`);
    return [number];
  };
  const setOf = (peers: readonly RecordedPeer[]): PodSet =>
    peers.includes(everyone) ? pods.all : pods.of(new Set(peers.flatMap(membersOf)));
  const known = new Map<string, PodSet>();
  return ({ peers, except = [] }) => {
    const key = JSON.stringify([peers, except]);
    const done = known.get(key);
    if (done !== undefined) return done;
    const set = except.length === 0 ? setOf(peers) : pods.without(setOf(peers), setOf(except));
    known.set(key, set);
    return set;
  };
}
