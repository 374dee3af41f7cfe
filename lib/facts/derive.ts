import { podsText, ruleText } from '#lib/policy/describe.ts';
import type { Direction, Policy } from '#lib/policy/model.ts';
import { type NamespaceModel, policyModel, selects } from '#lib/policy/policies.ts';
import type { PodGroup, Workload } from '#lib/policy/workloads.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type Snapshot, unreadOf } from '#lib/snapshot/snapshot.ts';
import { type Doubt, doubtsOf, policiesInForce } from './doubts.ts';
import { enforcementOf } from './enforcement.ts';
import { ingressesOf, servicesOf } from './exposure.ts';
import type { Facts, NamespaceFacts, PolicyFacts, WorkloadFacts } from './facts.ts';
import { allowAllRules, isolationOf, type SelectedGroup } from './isolation.ts';
import { leftOutOf } from './left-out.ts';
import { policyWritersOf } from './policy-writers.ts';

const selectsEveryPod = ({ subject }: Policy): boolean => subject.pods.requirements.length === 0;

interface SelectedWorkload {
  readonly workload: Workload;
  readonly groups: readonly SelectedGroup[];
}

/** A CronJob between two runs has no pods, yet a policy for it is not in vain: its template stands for them. */
const podsOrTemplate = ({ groups, labels }: Workload): readonly PodGroup[] =>
  groups.length > 0 ? groups : [{ labels, hostNetwork: false, serviceAccount: 'default', ports: [], pods: 0, instances: [] }];

const selected = (workload: Workload, namespace: NamespaceModel, policies: readonly Policy[]): SelectedWorkload => ({
  workload,
  groups: podsOrTemplate(workload).map((group) => ({
    hostNetwork: group.hostNetwork,
    policies: policies.filter(({ subject }) => selects(subject, group, namespace)),
  })),
});

function workloadFacts({ workload, groups }: SelectedWorkload, doubts: readonly Doubt[]): WorkloadFacts {
  const both = <T>(of: (direction: Direction) => T): Record<Direction, T> => ({ ingress: of('ingress'), egress: of('egress') });
  return {
    ref: workload.ref,
    id: workload.id,
    namespace: workload.ref.namespace,
    labels: workload.labels,
    pods: workload.pods,
    running: workload.running,
    hostNetwork: workload.groups.some(({ hostNetwork }) => hostNetwork),
    isolated: both((direction) => isolationOf(groups, doubts, direction)),
    allowsAll: both((direction) => allowAllRules(groups, direction)),
    hostPorts: workload.containers.flatMap(({ name, ports }) =>
      (ports ?? []).flatMap(({ hostPort, hostIP, protocol }) =>
        hostPort === undefined
          ? []
          : [{ container: name, port: hostPort, protocol, ...(hostIP === undefined ? {} : { hostIP }) }],
      ),
    ),
  };
}

/** The ids of the workloads that each policy selects. */
function selections(workloads: readonly SelectedWorkload[]): ReadonlyMap<Policy, ReadonlySet<string>> {
  const found = new Map<Policy, Set<string>>();
  for (const { workload, groups } of workloads) {
    for (const { policies } of groups)
      for (const policy of policies) found.set(policy, (found.get(policy) ?? new Set()).add(workload.id));
  }
  return found;
}

const policyFacts = (policy: Policy, selects: ReadonlySet<string> | undefined): PolicyFacts => ({
  ref: policy.ref,
  subject: policy.subject,
  subjectText: podsText(policy.subject),
  isolates: policy.isolates,
  selects: [...(selects ?? [])],
  selectsEveryPod: selectsEveryPod(policy),
  rules: policy.rules.map((rule) => ({ policy: policy.ref, path: rule.path, says: ruleText(rule) })),
});

/** What controls read, derived once from what the cluster said. */
export function factsOf(snapshot: Snapshot): Facts {
  const model = policyModel(snapshot);
  const workloadsIn = Map.groupBy(model.workloads, ({ ref }) => ref.namespace);
  const policiesIn = Map.groupBy(policiesInForce(snapshot, model).placed, ({ ref }) => ref.namespace);
  const clusterWide = policiesIn.get(null) ?? [];
  const allDoubts = doubtsOf(snapshot, model);
  const leftOut = leftOutOf(snapshot);
  const workloadsLeftOut = leftOut.filter(({ population }) => population === 'workloads');

  const namespaces = model.namespaces.map((namespace): NamespaceFacts => {
    const policies = policiesIn.get(namespace.name) ?? [];
    const workloads = (workloadsIn.get(namespace.name) ?? []).map((workload) =>
      selected(workload, namespace, [...policies, ...clusterWide]),
    );
    const selectedBy = selections(workloads);
    const doubts = allDoubts.filter((doubt) => doubt.namespace === null || doubt.namespace === namespace.name);
    const defaultDeny = (direction: Direction) =>
      policies.find((policy) => selectsEveryPod(policy) && policy.isolates[direction])?.ref ?? null;
    const everyPod = [{ hostNetwork: false, policies: policies.filter(selectsEveryPod) }];
    return {
      ref: namespace.ref,
      name: namespace.name,
      labels: namespace.labels,
      workloads: workloads.map((workload) => workloadFacts(workload, doubts)),
      policies: policies.map((policy) => policyFacts(policy, selectedBy.get(policy))),
      defaultDeny: { ingress: defaultDeny('ingress'), egress: defaultDeny('egress') },
      defaultAllow: {
        ingress: allowAllRules(everyPod, 'ingress'),
        egress: allowAllRules(everyPod, 'egress'),
      },
      misunderstood: doubts.filter((doubt) => doubt.kind === 'misunderstood' && doubt.namespace !== null).map(({ says }) => says),
      unknown: doubts.map(({ says }) => says),
      leftOut: workloadsLeftOut
        .filter(({ ref }) => ref.namespace === null || ref.namespace === namespace.name)
        .map(({ ref, says }) => `${refText(ref)} could not be taken as it was given: ${says}`),
    };
  });
  return {
    unread: unreadOf(snapshot),
    leftOut,
    cluster: { kind: 'Cluster', namespace: null, name: 'cluster' },
    namespaces,
    workloads: namespaces.flatMap(({ workloads }) => workloads),
    policies: namespaces.flatMap(({ policies }) => policies),
    services: servicesOf(snapshot, model.workloads),
    ingresses: ingressesOf(snapshot),
    enforcement: enforcementOf(snapshot),
    policyWriters: policyWritersOf(snapshot),
  };
}
