import { UserError } from '#lib/errors.ts';
import { reachOptionsOf } from '#lib/facts/enforcement.ts';
import type { Enforcement } from '#lib/facts/facts.ts';
import { addressOf } from '#lib/policy/addresses.ts';
import { policyModel, unreadAmongNeeded } from '#lib/policy/policies.ts';
import { isEmpty, type PortSet, portsOf, portsText, protocols, unionOfPorts } from '#lib/policy/ports.ts';
import { isSame } from '#lib/reachability/change.ts';
import { type Engine, engineOf } from '#lib/reachability/engine.ts';
import { ingressController } from '#lib/reachability/entries.ts';
import type { Explanation, Step } from '#lib/reachability/explain.ts';
import { type End, endsNamed } from '#lib/reachability/peers.ts';
import { endsGiven, endsMeant, explanationsOf, portsGiven } from '#lib/reachability/question.ts';
import type { Protocol } from '#lib/snapshot/objects.ts';
import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';

/** Whose connection is to be explained, as somebody typed it. An empty `port` means all, a null `protocol` any. */
export interface Question {
  readonly src: string;
  readonly dst: string;
  readonly port: string;
  readonly protocol: Protocol | null;
}

/** What is wrong with a question, by the part of it that is. */
export type Mistakes = { readonly [Part in 'src' | 'dst' | 'port']?: string };

/** One story of a connection: the same for all of its ports. */
export interface ToldStory {
  readonly ports: string;
  readonly allowed: boolean;
  readonly egress: readonly Step[];
  readonly ingress: readonly Step[];
}

export interface ToldExplanation extends Pick<Explanation, 'src' | 'dst' | 'ways' | 'partial'> {
  /** The ports that are open of those asked for; null where none is. */
  readonly open: string | null;
  /** The ports that are closed of those asked for; null where none is. */
  readonly closed: string | null;
  readonly stories: readonly ToldStory[];
}

export interface Explained {
  readonly explanations: readonly ToldExplanation[];
  /** Pairs of parts that are not told: workloads of many parts have too many to read. */
  readonly left: number;
}

const mostPairs = 12;

/** The namespaces that must be known to answer: those of the ends that are workloads. */
export const namespacesNamed = (texts: readonly string[]): readonly string[] => [
  ...new Set(
    texts.filter((text) => text.includes('/') && addressOf(text) === undefined).map((text) => text.split('/', 1).join('')),
  ),
];

/** A text with letters brings its own protocol, as on the command line. */
function portsAsked(engine: Engine, towards: readonly End[], port: string, protocol: Protocol | null): PortSet | undefined {
  if (port === '') return protocol === null ? undefined : portsOf(protocol);
  const given = (text: string): PortSet => portsGiven(engine, towards, text);
  const asWritten = given(port);
  if (!/^[\d-]+$/.test(port)) return asWritten;
  return unionOfPorts((protocol === null ? protocols : [protocol]).map((one) => given(`${port}/${one}`)));
}

/**
 * Where only some namespaces are known, no policy there may tell the parts of a workload apart that others do: the answer is then the
 * same for all of them.
 */
function endsOf(engine: Engine, text: string): readonly End[] {
  const ends = endsMeant(engine, text);
  if (ends.length > 0) return ends;
  const whole = endsNamed(engine, text.replace(/\{.*\}$/, ''));
  return whole.length > 0 ? whole : endsGiven(engine, text);
}

const textOf = (sets: readonly PortSet[]): string | null => {
  const all = unionOfPorts(sets);
  return isEmpty(all) ? null : portsText(all);
};

function toldOf({ src, dst, ways, partial, stories }: Explanation, asked: PortSet | undefined): ToldExplanation {
  const open = textOf(stories.flatMap(({ allowed, ports }) => (allowed ? [ports] : [])));
  const denied = stories.filter(({ allowed }) => !allowed);
  const isRest = asked === undefined && open !== null;
  const others = 'every other port';
  return {
    ...{ src, dst, ways, partial, open },
    closed: isRest && denied.length > 0 ? others : textOf(denied.map(({ ports }) => ports)),
    stories: stories.map((story) => ({
      ...story,
      ports: isRest && denied.length === 1 && !story.allowed ? others : portsText(story.ports),
    })),
  };
}

/** What `work` gives, or the sentence that is wrong with what it was given. */
function tried<T>(work: () => T): { readonly value: T } | { readonly mistake: string } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof UserError) return { mistake: error.message };
    throw error;
  }
}

/**
 * Answers a question from a snapshot that holds at least the namespaces of both ends, the nodes, and the policies over all namespaces.
 * What enforces the policies is told, for it may run elsewhere. Mistakes are told by field, all at once. Null where pods, namespaces or
 * policies could not be read: without their policies, pods would seem open.
 */
export function explained(
  snapshot: Snapshot,
  { src, dst, port, protocol }: Question,
  enforcement: Pick<Enforcement, 'cni'>,
): Explained | Mistakes | null {
  if (unreadAmongNeeded(snapshot).length > 0) return null;
  const engine = engineOf(policyModel(snapshot), reachOptionsOf(enforcement));
  const [from, to] = [tried(() => endsOf(engine, src)), tried(() => endsOf(engine, dst))];
  const ports = tried(() => portsAsked(engine, 'value' in to ? to.value : [], port, protocol));
  if ('mistake' in from || 'mistake' in to || 'mistake' in ports)
    return {
      ...('mistake' in from ? { src: from.mistake } : {}),
      ...('mistake' in to ? { dst: to.mistake } : {}),
      ...('mistake' in ports ? { port: ports.mistake } : {}),
    };
  const pairs = from.value.length * to.value.length;
  const sources = from.value.slice(0, mostPairs);
  const targets = to.value.slice(0, Math.max(1, Math.floor(mostPairs / sources.length)));
  const told = tried(() =>
    explanationsOf(engine, { text: src, ends: sources }, { text: dst, ends: targets }, ports.value).map((one) =>
      toldOf(one, ports.value),
    ),
  );
  return 'mistake' in told ? { dst: told.mistake } : { explanations: told.value, left: pairs - told.value.length };
}

/** Whether an answer is one, and not what is wrong with the question. */
export const isExplained = (answer: Explained | Mistakes | null): answer is Explained =>
  answer !== null && 'explanations' in answer;

/** A text that means an end without being a workload of the cluster. */
export const isNoWorkload = (text: string): boolean => text === ingressController || addressOf(text) !== undefined;

/** The namespaces of the pods that have one of the addresses among the texts. */
export function namespacesOfPodsAt(snapshot: Snapshot, texts: readonly string[]): readonly string[] {
  const wanted = texts.flatMap((text) => addressOf(text) ?? []);
  const isWanted = (text: string): boolean => wanted.some((address) => isSame(addressOf(text), address));
  const pods = objectsOf(snapshot, 'pods').filter(({ status }) => (status.podIPs ?? []).some(isWanted));
  return [...new Set(pods.map(({ metadata }) => metadata.namespace ?? 'default'))];
}
