import { defineControl, fail, pass } from '../control.ts';
import { pathInPods } from '../pod-template.ts';

export default defineControl({
  id: 'host-network-pod',
  title: "No workload uses its node's network",
  severity: 'high',
  needs: ['pods'],
  population: 'workloads',
  why: "A pod in the node's network escapes every NetworkPolicy, and can reach and listen to what only the node should.",
  fix: 'Remove hostNetwork from the pod template; publish ports through a Service. Keep it for agents of the network and the nodes themselves.',
  satisfies: { 'cis-2.0.1': ['5.2.5'], 'nsa-1.2': ['host-access'], 'owasp-k8s-2025': ['K05-host-network'] },
  others: 'kube-bench 5.2.5 reports a pod that says hostNetwork: false as not compliant.',

  check: ({ workloads }) =>
    workloads
      .filter(({ running }) => running)
      .map((workload) =>
        workload.hostNetwork
          ? fail(workload, "Uses its node's network, which no NetworkPolicy governs.", {
              evidence: [{ object: workload.ref, path: pathInPods(workload.ref, 'spec.hostNetwork'), says: 'true' }],
            })
          : pass(workload, 'Has a network of its own, which policies can govern.', { strength: 3 }),
      ),
});
