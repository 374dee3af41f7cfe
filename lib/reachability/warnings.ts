import type { Warning } from '#lib/policy/backends.ts';
import { ruleText } from '#lib/policy/describe.ts';
import { directions, lastOrder, type Policy, type Rule } from '#lib/policy/model.ts';
import type { PodInstance } from '#lib/policy/workloads.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { Engine } from './engine.ts';
import { portNames } from './port-names.ts';
import type { ResolvedRule } from './rules.ts';

const sample = (names: readonly string[], most = 3): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;

/** Which of some rules cannot find a pod in the network of a node of which not enough is known. */
export function missedBy(
  { model, ipBlockMatchesPods }: Pick<Engine, 'model' | 'ipBlockMatchesPods'>,
  rules: readonly Rule[],
): (instance: PodInstance) => readonly string[] {
  const peers = new Set(rules.flatMap((rule) => rule.peers.map(({ kind }) => kind)));
  const nodes = new Set(model.nodes.map(({ name }) => name));
  return ({ addresses, node }) => [
    ...(ipBlockMatchesPods && peers.has('addresses') && addresses.length === 0 ? ['addresses'] : []),
    ...(peers.has('nodes') && (node === null || !nodes.has(node)) ? ['nodes'] : []),
  ];
}

function hostNetwork(engine: Engine): readonly Warning[] {
  const onHosts = Map.groupBy(
    engine.classes.filter((one) => one.hostNetwork),
    ({ id }) => id,
  );
  if (onHosts.size === 0) return [];
  const missed = missedBy(
    engine,
    engine.model.policies.flatMap(({ rules }) => rules),
  );
  return [...onHosts].map(([object, own]) => {
    const kinds = [...new Set(own.flatMap(({ instances }) => instances.flatMap(missed)))];
    const unfound =
      kinds.length === 0 ? '' : `; their node is not known in full, so that rules about ${kinds.join(' and ')} may not find them`;
    return {
      object,
      message: `its pods use the node's network: policies do not apply to them, so it is open both ways as far as policies go${unfound}`,
    };
  });
}

/** Port names that mean nothing: of an ingress rule on some of its subjects, of an egress rule on every pod that it selects. */
function namesWithoutPort(engine: Engine): readonly Warning[] {
  const { model, classes, pods } = engine;
  const namesOf = portNames(engine);
  return model.policies.flatMap((policy) =>
    namesOf(policy).flatMap(({ rule: { direction, path }, text, lookedUpOn, lacking }): readonly Warning[] => {
      if (direction === 'ingress' ? pods.isEmpty(lacking) : lacking.size < lookedUpOn.size) return [];
      const ids: string[] = [];
      pods.each(lacking, (member) => ids.push(classes[member]?.id ?? ''));
      const whose = direction === 'ingress' ? sample(ids) : 'any pod that it selects';
      const message = pods.isEmpty(lookedUpOn)
        ? `${path}: a port named ${text} opens nothing, because the rule selects no pod that could declare it`
        : `${path}: no container of ${whose} declares a port named ${text}, so the name opens nothing there`;
      return [{ object: refText(policy.ref), message }];
    }),
  );
}

/** Whether two rules decide differently about the same peers on the same ports, as seen from one subject. */
function conflict(engine: Engine, one: ResolvedRule, other: ResolvedRule, subject: number): boolean {
  const { classes, pods, atoms, ports } = engine;
  const at = classes[subject];
  if (one.action === other.action || at === undefined) return false;
  const algebra = atoms[one.rule.direction];
  const [a, b] = [one.boxes(at), other.boxes(at)];
  const meet = <Set>(left: readonly { peers: Set; ports: number }[], right: typeof left, common: (x: Set, y: Set) => boolean) =>
    left.some((x) => right.some((y) => ports.common(x.ports, y.ports) !== ports.none && common(x.peers, y.peers)));
  return (
    meet(a.pods, b.pods, (x, y) => !pods.isEmpty(pods.common(x, y))) ||
    meet(a.atoms, b.atoms, (x, y) => !algebra.isEmpty(algebra.common(x, y)))
  );
}

/** More policies of one priority are not compared pair by pair. */
const mostCompared = 200;

/** The first rules of two policies that contradict each other about a pod that both select. */
function contradiction(engine: Engine, a: Policy, b: Policy): string | undefined {
  const { pods, subjects, rulesOf } = engine;
  const both = pods.common(subjects.get(a) ?? pods.none, subjects.get(b) ?? pods.none);
  if (pods.isEmpty(both)) return undefined;
  let subject = -1;
  pods.each(both, (member) => {
    if (subject < 0) subject = member;
  });
  for (const direction of directions) {
    for (const one of rulesOf(a, direction)) {
      const other = rulesOf(b, direction).find((rule) => conflict(engine, one, rule, subject));
      if (other !== undefined)
        return `they contradict each other: ${one.rule.path} ${ruleText(one.rule)}, ${other.rule.path} of the other ${ruleText(other.rule)}`;
    }
  }
  return undefined;
}

/** Policies of one layer and order whose rules contradict each other: which one is asked first, the API leaves open. */
function equalPriorities(engine: Engine): readonly Warning[] {
  const ordered = engine.model.policies.filter(({ layer, order }) => layer !== 'networkPolicy' && order !== lastOrder);
  const clash = (a: Policy, b: Policy): Warning | undefined => {
    const how = contradiction(engine, a, b);
    const message = `has the priority of ${refText(b.ref)}, and ${how}. Which one wins is left open by the API; here it is the first by name`;
    return how === undefined ? undefined : { object: refText(a.ref), message };
  };
  return [...Map.groupBy(ordered, ({ layer, order }) => `${layer} ${order}`).values()].flatMap((group) => {
    const [first] = group;
    if (first !== undefined && group.length > mostCompared)
      return [
        {
          object: refText(first.ref),
          message: `has the priority of ${group.length - 1} other policies: whether they contradict each other was not looked into`,
        },
      ];
    return group.flatMap((a, index) => group.slice(index + 1).flatMap((b) => clash(a, b) ?? []));
  });
}

/** The policy without a priority beside others of its layer: no API says which of them is asked first. */
function besidePriorities(engine: Engine): readonly Warning[] {
  const last = engine.model.policies.filter(({ order }) => order === lastOrder);
  return last.flatMap((a) => {
    const others = engine.model.policies.filter((b) => b.layer === a.layer && b.order !== lastOrder).slice(0, mostCompared);
    return others.flatMap((b) => {
      const how = contradiction(engine, a, b);
      const message = `stands in one tier with ${refText(b.ref)}, and ${how}. Which one is asked first no API says; here it is the other`;
      return how === undefined ? [] : [{ object: refText(a.ref), message }];
    });
  });
}

/** Policies that take only some of the pods of a workload: the workload is listed in parts. */
function splitWorkloads({ model, classes, pods, subjects }: Engine): readonly Warning[] {
  const parts = Map.groupBy(classes, ({ workload }) => workload);
  const several = [...parts].filter(([, members]) => members.length > 1);
  return several.flatMap(([workload, members]) => {
    const message = `takes only some of the pods of ${workload.id}, which is therefore listed in parts`;
    const apart = model.policies.filter((policy) => {
      const subject = subjects.get(policy) ?? pods.none;
      const inside = members.filter(({ index }) => pods.has(subject, index)).length;
      return inside > 0 && inside < members.length;
    });
    const own = { object: workload.id, message: `its pods are told apart: ${members.map(({ id }) => id).join(', ')}` };
    return [own, ...apart.map(({ ref }) => ({ object: refText(ref), message }))];
  });
}

/** What was given and has no effect, not the expected one, or one that is nobody's to know. */
export const warningsOf = (engine: Engine): readonly Warning[] => [
  ...hostNetwork(engine),
  ...namesWithoutPort(engine),
  ...equalPriorities(engine),
  ...besidePriorities(engine),
  ...splitWorkloads(engine),
];
