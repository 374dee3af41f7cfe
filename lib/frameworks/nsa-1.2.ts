import type { Framework } from './framework.ts';

/**
 * What the NSA/CISA guide says about the network. The guide does not number its recommendations, so the ids here are ours; they never
 * change meaning.
 */
export const nsa: Framework = {
  id: 'nsa-1.2',
  name: 'Kubernetes Hardening Guide',
  edition: '1.2',
  publisher: 'NSA and CISA',
  url: 'https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF',
  requirements: [
    {
      id: 'cni-supports-policies',
      section: 'Network policies',
      title: 'A CNI that enforces NetworkPolicy is in use',
      decided: 'automatic',
    },
    {
      id: 'network-policies',
      section: 'Network policies',
      title: 'Policies isolate workloads; namespaces alone do not separate them',
      decided: 'automatic',
    },
    {
      id: 'policy-selectors',
      section: 'Network policies',
      title: 'Policies name, by labels, the pods that they are meant for',
      decided: 'automatic',
    },
    {
      id: 'default-deny',
      section: 'Network policies',
      title: 'A default policy denies all ingress and egress, so that pods nobody thought of are isolated',
      decided: 'automatic',
    },
    {
      id: 'narrow-exceptions',
      section: 'Network policies',
      title: 'Exceptions from the default allow the connections that are needed, not everything',
      decided: 'automatic',
    },
    {
      id: 'host-access',
      section: 'Pod security',
      title: "Pods stay out of their node's network and off its ports",
      decided: 'automatic',
    },
    {
      id: 'namespaces',
      section: 'Namespaces',
      title: 'Teams and applications have namespaces of their own, and user pods keep out of those of the system',
      decided: 'manual',
      note: 'The control beside it compares environments only; to whom a namespace belongs is not written in the cluster. Look for user workloads in kube-system and kube-public.',
    },
    {
      id: 'exposed-services',
      section: 'Network separation',
      title: 'Only what outsiders need is published, and behind a firewall',
      decided: 'manual',
      note: 'The controls beside it list what is published and to whom; whether outsiders need it, and which firewall stands before it, is for a person to say.',
    },
    {
      id: 'traffic-encryption',
      section: 'Encryption',
      title: 'Traffic is encrypted with TLS',
      decided: 'manual',
      note: 'The control beside it looks at the edge only; look at the traffic between workloads as well.',
    },
    {
      id: 'least-privilege',
      section: 'Authorization',
      title: 'Identities have no more rights than they need',
      decided: 'manual',
      note: 'The control beside it looks at the right to change network policies only; review the other rights as well.',
    },
    {
      id: 'periodic-review',
      section: 'Upkeep',
      title: 'Settings are reviewed from time to time, and what has no use any more is removed',
      decided: 'manual',
      note: 'The controls beside it find policies, rules and port names without an effect; that somebody looks at them regularly is for a person to say.',
    },
    {
      id: 'control-plane-firewall',
      section: 'Control plane',
      title: 'Firewalls keep the control plane from the internet and from untrusted networks',
      decided: 'outOfReach',
      note: "Look at the firewall or the cloud's authorised networks before the API server and the control-plane nodes.",
    },
    {
      id: 'etcd-access',
      section: 'Control plane',
      title: 'Only the API server reaches etcd, by certificate',
      decided: 'outOfReach',
      note: 'Look at the firewall before etcd and at its certificate flags.',
    },
    {
      id: 'control-plane-tls',
      section: 'Control plane',
      title: 'The components of the control plane talk to one another over TLS',
      decided: 'outOfReach',
      note: 'Look at the certificate flags of the API server, the kubelets and etcd.',
    },
    {
      id: 'worker-node-firewall',
      section: 'Control plane',
      title: 'Worker nodes are kept apart from networks that need neither the kubelet nor node ports',
      decided: 'outOfReach',
      note: 'Look at the firewall or the security groups of the worker nodes.',
    },
  ],
};
