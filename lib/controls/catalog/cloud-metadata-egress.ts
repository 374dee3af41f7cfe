import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import { commonPorts, isEmpty, portsOf } from '#lib/policy/ports.ts';
import { defineControl, fail, pass, type Result } from '../control.ts';
import { egressExceptPolicy } from '../remediation.ts';
import { judgeTraffic, openingsAsEvidence } from '../traffic.ts';
import { listed } from '../wording.ts';

// The address that nearly all clouds share, and the one that AWS adds for IPv6
// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html). Both answer on TCP 80.
const metadata = { v4: '169.254.169.254', v6: 'fd00:ec2::254' } as const;
const answers = portsOf('TCP', { from: 80, to: 80 });

function judge({ traffic }: Facts, workload: WorkloadFacts, namespace: NamespaceFacts): Result {
  const open = traffic.families
    .map((family) => metadata[family])
    .filter((address) => !isEmpty(commonPorts(traffic.address(workload, 'egress', address), answers)));
  if (open.length === 0) return pass(workload, `Cannot connect to ${metadata.v4} on TCP 80.`);
  const openings = open.flatMap((address) => traffic.openings(workload, 'egress', { address }, answers));
  return fail(workload, `Can connect to ${listed(open)} on TCP 80, where clouds hand out the credentials of the node.`, {
    evidence: openingsAsEvidence(openings),
    ...(workload.isolated.egress.state === 'open'
      ? {
          remediation: egressExceptPolicy(
            workload,
            namespace,
            { v4: [`${metadata.v4}/32`], v6: [`${metadata.v6}/128`] },
            'cloud metadata',
          ),
        }
      : {}),
  });
}

export default defineControl({
  id: 'cloud-metadata-egress',
  title: "No workload can reach the cloud's metadata service",
  severity: 'high',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'workloads',
  why: "Whoever takes over a pod that reaches it can ask for the node's credentials and go on from the cluster into the cloud.",
  fix: 'Allow egress to what is needed only; where a rule allows 0.0.0.0/0, add except: [169.254.169.254/32] to it.',
  satisfies: { 'owasp-k8s-2025': ['K08-metadata'] },
  others: 'Kubescape C-0052 looks at the instance metadata settings of the nodes, not at what pods can reach.',

  check: (facts) =>
    judgeTraffic(facts, { direction: 'egress', judge: (workload, namespace) => judge(facts, workload, namespace) }),
});
