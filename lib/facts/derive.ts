import { podsText, ruleText } from '#lib/policy/describe.ts';
import type { Direction, Policy } from '#lib/policy/model.ts';
import { type NamespaceModel, policyModel, selects } from '#lib/policy/policies.ts';
import type { PodGroup, Workload } from '#lib/policy/workloads.ts';
import type { Engine } from '#lib/reachability/engine.ts';
import type { PodClass } from '#lib/reachability/pod-classes.ts';
import { type Reachability, reachability } from '#lib/reachability/reachability.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type Snapshot, unreadOf } from '#lib/snapshot/snapshot.ts';
import { apiServerOf } from './api-server.ts';
import { dataStoreOf } from './data-stores.ts';
import { type Doubt, doubtsOf, policiesInForce } from './doubts.ts';
import { enforcementOf, reachOptionsOf } from './enforcement.ts';
import { environmentOf } from './environments.ts';
import type { Facts, NamespaceFacts, PolicyFacts, WorkloadFacts } from './facts.ts';
import { type IsolationFacts, isolationFacts } from './isolation.ts';
import { leftOutOf } from './left-out.ts';
import { policyEffects } from './policy-effects.ts';
import { policyWritersOf } from './policy-writers.ts';
import { ingressesOf, servicesOf } from './services-and-ingresses.ts';
import { trafficOf } from './traffic.ts';

const selectsEveryPod = ({ subject }: Policy): boolean => subject.pods.requirements.length === 0;

/** A CronJob between two runs has no pods, yet a policy for it is not in vain: its template stands for them. */
const templateOf = ({ labels }: Workload): PodGroup => ({
  labels,
  hostNetwork: false,
  serviceAccount: 'default',
  ports: [],
  pods: 0,
  instances: [],
});

const both = <T>(of: (direction: Direction) => T): Record<Direction, T> => ({ ingress: of('ingress'), egress: of('egress') });

interface Known {
  readonly engine: Engine;
  readonly isolation: IsolationFacts;
  readonly members: ReadonlyMap<Workload, readonly PodClass[]>;
}

function workloadFacts({ engine, isolation, members }: Known, workload: Workload, doubts: readonly Doubt[]): WorkloadFacts {
  const parts = members.get(workload) ?? [];
  const partial = (direction: Direction): readonly string[] => {
    const policies = new Set(parts.flatMap(({ index }) => engine.policiesOf(index, direction)));
    return [...policies].flatMap((policy) => policy.partial.map((reason) => `${refText(policy.ref)}: ${reason}`));
  };
  return {
    ref: workload.ref,
    id: workload.id,
    namespace: workload.ref.namespace,
    labels: workload.labels,
    pods: workload.pods,
    running: workload.running,
    hostNetwork: workload.groups.some(({ hostNetwork }) => hostNetwork),
    containers: workload.containers,
    dataStore: dataStoreOf(workload.ref.kind, workload.servers),
    isolated: both((direction) => isolation.isolationOf(parts, doubts, direction)),
    allowsAll: both((direction) => isolation.allowAllRules(parts, direction)),
    partial: both(partial),
    hostPorts: workload.containers.flatMap(({ name, ports }) =>
      (ports ?? []).flatMap(({ hostPort, hostIP, protocol }) =>
        hostPort === undefined
          ? []
          : [{ container: name, port: hostPort, protocol, ...(hostIP === undefined ? {} : { hostIP }) }],
      ),
    ),
  };
}

/** The ids of the workloads that a policy selects: those that run, by the engine's lookup, and those that wait. */
function selections(
  { engine }: Known,
  workloads: readonly Workload[],
  namespace: NamespaceModel,
  policy: Policy,
): readonly string[] {
  const found = new Set<string>();
  const { pods, subjects, classes } = engine;
  pods.each(subjects.get(policy) ?? pods.none, (member) => {
    const one = classes[member];
    if (one !== undefined) found.add(one.workload.id);
  });
  for (const workload of workloads) {
    if (workload.groups.length === 0 && selects(policy.subject, templateOf(workload), namespace)) found.add(workload.id);
  }
  return [...found];
}

const policyFacts = (policy: Policy, selected: readonly string[]): PolicyFacts => ({
  ref: policy.ref,
  subject: policy.subject,
  subjectText: podsText(policy.subject),
  isolates: policy.isolates,
  selects: selected,
  selectsEveryPod: selectsEveryPod(policy),
  rules: policy.rules.map((rule) => ({ policy: policy.ref, path: rule.path, says: ruleText(rule) })),
});

/** What controls read, derived once from what the cluster said, and who can reach whom, which it was derived from. */
export function derive(snapshot: Snapshot): { readonly facts: Facts; readonly reachability: Reachability } {
  const understood = policyModel(snapshot);
  const { placed } = policiesInForce(snapshot, understood);
  const model = { ...understood, policies: placed };
  const enforcement = enforcementOf(snapshot);
  const answers = reachability(model, reachOptionsOf(enforcement));
  const { engine } = answers;
  const isolation = isolationFacts(engine);
  const known = { engine, isolation, members: Map.groupBy(engine.classes, ({ workload }) => workload) };
  const workloadsIn = Map.groupBy(model.workloads, ({ ref }) => ref.namespace);
  const policiesIn = Map.groupBy(placed, ({ ref }) => ref.namespace);
  const allDoubts = doubtsOf(snapshot, understood);

  const namespaces = model.namespaces.map((namespace): NamespaceFacts => {
    const policies = policiesIn.get(namespace.name) ?? [];
    const workloads = workloadsIn.get(namespace.name) ?? [];
    const doubts = allDoubts.filter((doubt) => doubt.namespace === null || doubt.namespace === namespace.name);
    const forEveryPod = policies.filter(selectsEveryPod);
    return {
      ref: namespace.ref,
      name: namespace.name,
      labels: namespace.labels,
      environment: environmentOf(namespace.name, namespace.labels),
      workloads: workloads.map((workload) => workloadFacts(known, workload, doubts)),
      policies: policies.map((policy) => policyFacts(policy, selections(known, workloads, namespace, policy))),
      defaultDeny: both((direction) => forEveryPod.find(({ isolates }) => isolates[direction])?.ref ?? null),
      defaultAllow: both((direction) => isolation.defaultAllowRules(forEveryPod, namespace, direction)),
      misunderstood: doubts.filter((doubt) => doubt.kind === 'misunderstood' && doubt.namespace !== null).map(({ says }) => says),
      unknown: doubts.map(({ says }) => says),
    };
  });
  const workloads = namespaces.flatMap((namespace) => namespace.workloads);
  const facts: Facts = {
    unread: unreadOf(snapshot),
    leftOut: leftOutOf(snapshot),
    cluster: { kind: 'Cluster', namespace: null, name: 'cluster' },
    namespaces,
    workloads,
    policies: namespaces.flatMap(({ policies }) => policies),
    services: servicesOf(snapshot, model.workloads),
    ingresses: ingressesOf(snapshot),
    enforcement,
    traffic: trafficOf(answers, workloads),
    effects: policyEffects(snapshot, answers, allDoubts),
    apiServer: apiServerOf(snapshot),
    policyWriters: policyWritersOf(snapshot),
  };
  return { facts, reachability: answers };
}

export const factsOf = (snapshot: Snapshot): Facts => derive(snapshot).facts;
