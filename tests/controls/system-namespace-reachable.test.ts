import { expect, it } from 'vitest';
import control from '#lib/controls/catalog/system-namespace-reachable.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { verdictOn, verdicts, verdictText } from '#tests/support/story.ts';
import { deployment, networkPolicy, world } from '#tests/support/world.ts';

const of = (yaml: string) => control.check(factsOf(world(yaml))).map(verdictText);
const dns = (pod: object = {}) => deployment('kube-system', 'coredns', { 'k8s-app': 'kube-dns' }, pod);
const onPorts = (...ports: readonly object[]) => networkPolicy('kube-system', 'dns', { podSelector: {}, ingress: [{ ports }] });
const names = { port: 53, protocol: 'UDP' };

it('fails what users can reach beside DNS, and passes what only named callers do', () => {
  expect(verdicts(control, 'below-the-platform')).toEqual([
    "pass Deployment kube-system/autoscaler: Nothing of a user's namespace gets through.",
    "pass Deployment kube-system/coredns: Of users' namespaces only what a rule names by its labels gets through on other ports than those of DNS: Deployment monitoring/prometheus.",
    'fail Deployment kube-system/dashboard: Lets in Deployment tools/console (no rule names it by its labels) on TCP 8443.',
    'fail Deployment kube-system/kube-dns: Lets in any pod of any other namespace (today Deployment monitoring/prometheus and Deployment tools/console) on all ports, while DNS needs only TCP 53; UDP 53.',
    "not applicable DaemonSet kube-system/kube-proxy: Its pods use the node's network, where no policy applies to them; host-network-pod judges that.",
    'fail Deployment kube-system/metrics-server: Lets in any pod of any other namespace (today Deployment monitoring/prometheus and Deployment tools/console) on all ports.',
  ]);
});

it('shows the rule that opens it and who gets through', () => {
  expect(verdictOn(control, 'below-the-platform', 'Deployment kube-system/dashboard').evidence).toEqual([
    {
      object: { kind: 'NetworkPolicy', namespace: 'kube-system', name: 'dashboard' },
      path: 'spec.ingress[0]',
      says: 'allows from all pods in namespaces with kubernetes.io/metadata.name=tools on TCP 8443',
    },
    { object: { kind: 'Deployment', namespace: 'tools', name: 'console' }, says: 'gets through on TCP 8443' },
  ]);
});

it('lets everyone ask for names, on the ports that the pods declare for it', () => {
  expect(of(dns() + onPorts(names))).toEqual([expect.stringMatching(/^pass/)]);
  expect(of(dns() + onPorts(names, { port: 9153 }))).toEqual([expect.stringMatching(/^fail .* on TCP 9153, while DNS needs/)]);
  expect(of(dns() + onPorts({ port: 1053 }))).toEqual([expect.stringMatching(/^fail/)]);
  const declared = { containers: [{ name: 'dns', image: 'dns', ports: [{ name: 'dns-tcp', containerPort: 1053 }] }] };
  expect(of(dns(declared) + onPorts({ port: 1053 }))).toEqual([expect.stringMatching(/^pass/)]);
  expect(of(deployment('kube-system', 'other') + onPorts(names))).toEqual([expect.stringMatching(/^fail .* on UDP 53\.$/)]);
});

it('judges by pods yet to come where no user has any', () => {
  expect(of(dns())).toEqual([
    'fail Deployment kube-system/coredns: Lets in any pod of any other namespace on all ports, while DNS needs only TCP 53; UDP 53.',
  ]);
});

it('has nothing to say about other namespaces', () => {
  expect(of(deployment('shop', 'web'))).toEqual([]);
});

it('keeps what is closed to users open to the system itself and to DNS, by the policy it offers', () => {
  expect(verdictOn(control, 'below-the-platform', 'Deployment kube-system/kube-dns').remediation).toBe(
    `# The pods of Deployment kube-dns, and all others in the namespace with the same labels, then let in pods of namespace kube-system, and everyone on UDP 53 and TCP 53.
# Before you apply it, add a rule under spec.ingress for every caller from elsewhere that is needed, such as the API server for webhooks.

apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: own-namespace-only-kube-dns
  namespace: kube-system
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: coredns
      version: old
  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector: {}
    - ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
`,
  );
});

it('does not know where a policy that could not be understood may hold a caller back', () => {
  const dashboard = deployment('kube-system', 'dashboard');
  const wide = networkPolicy('kube-system', 'wide', {
    podSelector: {},
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tools' } } }] }],
  });
  const broken = networkPolicy('tools', 'broken', { podSelector: {}, policyTypes: ['Outgress'] });
  expect(of(dashboard + wide + deployment('tools', 'console') + broken)).toEqual([
    expect.stringMatching(/^unknown Deployment kube-system\/dashboard: Deployment tools\/console may get through, for /),
  ]);
});
