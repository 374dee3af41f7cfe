import { podsText, ruleText } from '#lib/policy/describe.ts';
import { type Direction, type Layer, layers, type Policy } from '#lib/policy/model.ts';
import { type PortSet, portsText } from '#lib/policy/ports.ts';
import { type ObjectRef, refText } from '#lib/snapshot/objects.ts';
import type { Engine } from './engine.ts';
import { type Entries, entriesOf } from './entries.ts';
import { type End, nameOf, portsTowards } from './peers.ts';
import type { Ports } from './port-sets.ts';
import { missedBy } from './warnings.ts';

/** What one layer did with the connection, or why no layer had a say. */
export interface Step {
  readonly layer: Layer | 'none';
  /** `next`: the layer had nothing to say, the next one is asked. */
  readonly outcome: 'allow' | 'deny' | 'pass' | 'next';
  /** The policy that decided; null where none did. */
  readonly policy: ObjectRef | null;
  /** The rule that decided: where it stands, what its author called it, and what it says. */
  readonly rule: { readonly path: string; readonly name: string | null; readonly says: string } | null;
  /** In words, a whole sentence. */
  readonly says: string;
}

/** The same story for all of its ports. */
export interface Story {
  readonly ports: PortSet;
  readonly allowed: boolean;
  /** At the source; the last step decides. */
  readonly egress: readonly Step[];
  /** At the destination. */
  readonly ingress: readonly Step[];
}

export interface Explanation {
  readonly src: string;
  readonly dst: string;
  readonly stories: readonly Story[];
  /** How traffic from outside gets to the destination at all, a sentence a way; empty where the source is a pod. */
  readonly ways: readonly string[];
  /** Why the answer may not be the whole truth. */
  readonly partial: readonly string[];
}

interface Told {
  readonly ports: Ports;
  readonly steps: readonly Step[];
  readonly allowed: boolean;
}

const layerName: Readonly<Record<Layer, string>> = {
  admin: 'admin tier',
  networkPolicy: 'NetworkPolicies',
  baseline: 'baseline tier',
};
const side = { ingress: 'into', egress: 'out of' } as const;

const noSay = (says: string): Step => ({ layer: 'none', outcome: 'allow', policy: null, rule: null, says });

/** The policies with a say, layer by layer, and what each rule does with the ports asked for. */
function toldBySide(engine: Engine, direction: Direction, subject: End, other: End, asked: Ports): readonly Told[] {
  const { classes, ports, policiesOf, rulesOf } = engine;
  const at = subject.kind === 'pods' ? classes[subject.member] : undefined;
  const name = nameOf(engine, subject);
  if (at === undefined) {
    const says = `${name} is not a pod that policies of this cluster select: nothing is decided on its side.`;
    return [{ ports: asked, allowed: true, steps: [noSay(says)] }];
  }
  if (at.hostNetwork) {
    const says = `The pods of ${name} use the node's network: no policy applies to them.`;
    return [{ ports: asked, allowed: true, steps: [noSay(says)] }];
  }
  const policies = policiesOf(at.index, direction);
  const done: Told[] = [];
  let open: Told[] = [{ ports: asked, steps: [], allowed: true }];

  for (const layer of layers) {
    const inLayer = policies.filter((policy) => policy.layer === layer);
    const passed: Told[] = [];
    for (const policy of inLayer) {
      for (const rule of rulesOf(policy, direction)) {
        const hit = portsTowards(engine, rule.boxes(at), direction, other);
        const { path, name: title = null } = rule.rule;
        const says = ruleText(rule.rule);
        const outcome = rule.action;
        const where = `${refText(policy.ref)}, ${path}${title === null ? '' : ` "${title}"`},`;
        const words = `${where} ${says}${outcome === 'pass' ? ', which leaves it to the next layer' : ''}.`;
        const step: Step = { layer, outcome, policy: policy.ref, rule: { path, name: title, says }, says: words };
        const rest: Told[] = [];
        for (const told of open) {
          const met = ports.common(told.ports, hit);
          if (met === ports.none) {
            rest.push(told);
            continue;
          }
          const next = { ports: met, steps: [...told.steps, step], allowed: outcome !== 'deny' };
          (outcome === 'pass' ? passed : done).push(next);
          const left = ports.without(told.ports, hit);
          if (left !== ports.none) rest.push({ ...told, ports: left });
        }
        open = rest;
      }
    }
    const closing = inLayer.filter((policy) => policy.isolates[direction]);
    if (closing.length > 0) {
      const step = closedBy(layer, direction, name, closing, inLayer);
      done.push(...open.map((told) => ({ ...told, allowed: false, steps: [...told.steps, step] })));
      open = [];
    } else {
      const says =
        inLayer.length === 0
          ? `${layerName[layer]}: none selects ${name} for traffic ${side[direction]} it.`
          : `${layerName[layer]}: ${inLayer.map(({ ref }) => refText(ref)).join(', ')} ${inLayer.length === 1 ? 'selects' : 'select'} ${name}, but no rule matches.`;
      const step: Step = { layer, outcome: 'next', policy: null, rule: null, says };
      open = open.map((told) => ({ ...told, steps: [...told.steps, step] }));
    }
    open.push(...passed);
  }
  const left = noSay('No policy decides, so it is allowed.');
  return [...done, ...open.map((told) => ({ ...told, allowed: true, steps: [...told.steps, left] }))];
}

/** Of one side alone: the last step about each port that it lets through. */
export const decidersOf = (engine: Engine, direction: Direction, subject: End, other: End, asked: Ports) =>
  toldBySide(engine, direction, subject, other, asked).flatMap(({ ports, steps, allowed }) => {
    const step = steps.at(-1);
    return allowed && step !== undefined ? [{ ports, step }] : [];
  });

function closedBy(layer: Layer, direction: Direction, name: string, closing: readonly Policy[], all: readonly Policy[]): Step {
  const [first] = closing;
  const which = closing.map(({ ref, subject }) => `${refText(ref)} (for ${podsText(subject)})`).join(', ');
  const rules = all.flatMap((policy) => policy.rules.filter((rule) => rule.direction === direction)).length;
  const why =
    rules === 0
      ? 'and no rule allows anything'
      : rules === 1
        ? 'and the only rule does not allow this'
        : `and none of the ${rules} rules allows this`;
  return {
    layer,
    outcome: 'deny',
    policy: first?.ref ?? null,
    rule: null,
    says: `${which} ${closing.length === 1 ? 'isolates' : 'isolate'} ${name} for ${direction}, ${why}.`,
  };
}

/** An ingress controller sends traffic where an Ingress or a route tells it to, and nowhere else. */
function toldByEntries({ ports }: Engine, { wantedOf }: Entries, member: number, name: string, asked: Ports): readonly Told[] {
  const told: Told[] = [];
  let rest = asked;
  for (const { entry, ports: on } of wantedOf(member)) {
    const met = ports.common(rest, on);
    if (met === ports.none) continue;
    told.push({ ports: met, allowed: true, steps: [noSay(`${refText(entry)} sends traffic to these ports of ${name}.`)] });
    rest = ports.without(rest, on);
  }
  if (rest === ports.none) return told;
  const says = `No Ingress and no route sends traffic to these ports, as far as ${name} declares them.`;
  const step: Step = { layer: 'none', outcome: 'deny', policy: null, rule: null, says };
  return [...told, { ports: rest, allowed: false, steps: [step] }];
}

/** What may change the answer about an end and could not be evaluated. */
function doubts({ model, classes, policiesOf }: Engine, end: End, direction: Direction): readonly string[] {
  const at = end.kind === 'pods' ? classes[end.member] : undefined;
  if (at === undefined || at.hostNetwork) return [];
  return [
    ...model.invalid
      .filter(({ namespace }) => namespace === null || namespace === at.namespace.name)
      .map(({ ref, reason }) => `${refText(ref)} could not be understood and is left out: ${reason}`),
    ...policiesOf(at.index, direction).flatMap(({ ref, partial }) => partial.map((reason) => `${refText(ref)}: ${reason}`)),
    ...model.unevaluated.map(({ object, reason }) => `${object}: ${reason}`),
  ];
}

/** Rules at the other end that may be about the node of pods in its network, where nobody knows which node that is. */
function unfoundNodes(engine: Engine, end: End, other: End, direction: Direction): readonly string[] {
  const [at, selected] = [end, other].map((one) => (one.kind === 'pods' ? engine.classes[one.member] : undefined));
  if (!at?.hostNetwork || selected === undefined || selected.hostNetwork) return [];
  const missed = missedBy(
    engine,
    engine.policiesOf(selected.index, direction).flatMap(({ rules }) => rules.filter((rule) => rule.direction === direction)),
  );
  const kinds = [...new Set(at.instances.flatMap(missed))];
  return kinds.length === 0
    ? []
    : [`the node of ${at.id} is not known in full: rules about ${kinds.join(' and ')} may match it after all`];
}

/** What policies decide between two pods of one class. */
function amongPods(engine: Engine, end: End, asked: Ports): string {
  const { ports } = engine;
  const opened = (direction: Direction): Ports =>
    ports.unionOf(toldBySide(engine, direction, end, end, asked).flatMap((told) => (told.allowed ? [told.ports] : [])));
  const both = ports.common(opened('egress'), opened('ingress'));
  const what = both === asked ? 'allow that' : both === ports.none ? 'deny that' : `allow ${portsText(ports.get(both))} alone`;
  return `From one pod of ${nameOf(engine, end)} to another, policies ${what}.`;
}

/** Every layer that the connection meets on both sides, with the policy and the rule that decided; ports with one story stand together. */
export function explain(engine: Engine, src: End, dst: End, asked?: PortSet): Explanation {
  const { ports } = engine;
  const [from, to] = [nameOf(engine, src), nameOf(engine, dst)];
  const wanted = asked === undefined ? ports.all : ports.of(asked);
  const partial = [
    ...new Set([
      ...doubts(engine, src, 'egress'),
      ...doubts(engine, dst, 'ingress'),
      ...unfoundNodes(engine, src, dst, 'ingress'),
      ...unfoundNodes(engine, dst, src, 'egress'),
    ]),
  ];
  if (src.kind === 'pods' && dst.kind === 'pods' && src.member === dst.member) {
    const own = noSay(`A pod can always reach itself. ${amongPods(engine, src, wanted)}`);
    return {
      src: from,
      dst: to,
      partial,
      ways: [],
      stories: [{ ports: ports.get(wanted), allowed: true, egress: [own], ingress: [own] }],
    };
  }
  const entries = src.kind !== 'pods' && dst.kind === 'pods' ? entriesOf(engine) : undefined;
  const out =
    src.kind === 'elsewhere' && dst.kind === 'pods' && entries !== undefined
      ? toldByEntries(engine, entries, dst.member, to, wanted)
      : toldBySide(engine, 'egress', src, dst, wanted);
  const into = toldBySide(engine, 'ingress', dst, src, wanted);
  const stories = new Map<string, { on: Ports; story: Omit<Story, 'ports'> }>();
  for (const one of out) {
    for (const other of into) {
      const both = ports.common(one.ports, other.ports);
      if (both === ports.none) continue;
      const key = JSON.stringify([one.steps, other.steps]);
      const known = stories.get(key);
      const story = { allowed: one.allowed && other.allowed, egress: one.steps, ingress: other.steps };
      stories.set(key, { on: ports.union(known?.on ?? ports.none, both), story });
    }
  }
  return {
    src: from,
    dst: to,
    ways: dst.kind === 'pods' ? (entries?.into(dst.member) ?? []).map(({ says }) => says) : [],
    partial,
    stories: [...stories.values()]
      .map(({ on, story }) => ({ ports: ports.get(on), ...story }))
      .toSorted((a, b) => Number(b.allowed) - Number(a.allowed)),
  };
}
