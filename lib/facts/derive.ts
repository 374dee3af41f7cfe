import { podsText, ruleText } from '#lib/policy/describe.ts';
import type { Direction, InvalidPolicy, Policy } from '#lib/policy/model.ts';
import { type NamespaceModel, policyModel, selects } from '#lib/policy/policies.ts';
import type { PodGroup, Workload } from '#lib/policy/workloads.ts';
import { type Labels, refText } from '#lib/snapshot/objects.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { enforcementOf } from './enforcement.ts';
import { ingressesOf, servicesOf } from './exposure.ts';
import type { Facts, NamespaceFacts, PolicyFacts, WorkloadFacts } from './facts.ts';
import { allowAllRules, isolationOf } from './isolation.ts';
import { policyWritersOf } from './policy-writers.ts';

const selectsEveryPod = ({ subject }: Policy): boolean => subject.pods.requirements.length === 0;

function workloadFacts(
  workload: Workload,
  namespace: NamespaceModel,
  policies: readonly Policy[],
  invalid: readonly InvalidPolicy[],
): WorkloadFacts {
  const both = <T>(of: (direction: Direction) => T): Record<Direction, T> => ({ ingress: of('ingress'), egress: of('egress') });
  return {
    ref: workload.ref,
    id: workload.id,
    namespace: namespace.name,
    labels: workload.labels,
    pods: workload.pods,
    running: workload.running,
    hostNetwork: workload.groups.some(({ hostNetwork }) => hostNetwork),
    isolated: both((direction) => isolationOf(workload, namespace, policies, invalid, direction)),
    allowsAll: both((direction) => allowAllRules(workload, namespace, policies, direction)),
    hostPorts: workload.containers.flatMap(({ name, ports }) =>
      (ports ?? []).flatMap(({ hostPort, hostIP, protocol }) =>
        hostPort === undefined
          ? []
          : [{ container: name, port: hostPort, protocol, ...(hostIP === undefined ? {} : { hostIP }) }],
      ),
    ),
  };
}

const podOf = (labels: Labels): PodGroup => ({
  labels,
  hostNetwork: false,
  serviceAccount: 'default',
  ports: [],
  pods: 0,
  addresses: [],
});

/** A CronJob between two runs has no pods, yet a policy for it is not in vain: its template stands for them. */
const podsOrTemplate = ({ groups, labels }: Workload): readonly PodGroup[] => (groups.length > 0 ? groups : [podOf(labels)]);

const policyFacts = (policy: Policy, namespace: NamespaceModel, workloads: readonly Workload[]): PolicyFacts => ({
  ref: policy.ref,
  subject: policy.subject,
  subjectText: podsText(policy.subject),
  isolates: policy.isolates,
  selects: workloads
    .filter((workload) => podsOrTemplate(workload).some((group) => selects(policy.subject, group, namespace)))
    .map(({ id }) => id),
  selectsEveryPod: selectsEveryPod(policy),
  rules: policy.rules.map((rule) => ({ policy: policy.ref, path: rule.path, says: ruleText(rule) })),
});

/** What controls read, derived once from what the cluster said. */
export function factsOf(snapshot: Snapshot): Facts {
  const model = policyModel(snapshot);
  const workloadsIn = Map.groupBy(model.workloads, ({ ref }) => ref.namespace);
  const policiesIn = Map.groupBy(model.policies, ({ ref }) => ref.namespace ?? 'default');

  const namespaces = model.namespaces.map((namespace): NamespaceFacts => {
    const workloads = workloadsIn.get(namespace.name) ?? [];
    const policies = policiesIn.get(namespace.name) ?? [];
    const invalid = model.invalid.filter((policy) => policy.namespace === null || policy.namespace === namespace.name);
    const defaultDeny = (direction: Direction) =>
      policies.find((policy) => selectsEveryPod(policy) && policy.isolates[direction])?.ref ?? null;
    const everyPod = { groups: [podOf({})] };
    const defaults = policies.filter(selectsEveryPod);
    return {
      ref: namespace.ref,
      name: namespace.name,
      labels: namespace.labels,
      workloads: workloads.map((workload) => workloadFacts(workload, namespace, policies, invalid)),
      policies: policies.map((policy) => policyFacts(policy, namespace, workloads)),
      defaultDeny: { ingress: defaultDeny('ingress'), egress: defaultDeny('egress') },
      defaultAllow: {
        ingress: allowAllRules(everyPod, namespace, defaults, 'ingress'),
        egress: allowAllRules(everyPod, namespace, defaults, 'egress'),
      },
      unknown: invalid.map(({ ref, reason }) => `${refText(ref)}: ${reason}`),
    };
  });
  return {
    reads: snapshot.reads,
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
