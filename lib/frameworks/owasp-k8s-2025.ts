import type { Framework } from './framework.ts';

const segmentation = { section: 'K05 Missing network segmentation', otherEditions: { '2022': 'K07' } } as const;

/**
 * The risks of the OWASP list that concern the network. OWASP gives one number to a whole chapter; what stands behind its hyphen is our
 * name for one of the things that the chapter asks for, so that what no control decides stays visible.
 */
export const owasp: Framework = {
  id: 'owasp-k8s-2025',
  name: 'OWASP Kubernetes Top Ten',
  edition: '2025',
  publisher: 'OWASP Foundation',
  url: 'https://owasp.org/www-project-kubernetes-top-ten/',
  requirements: [
    {
      ...segmentation,
      id: 'K05-every-namespace',
      title: 'Every namespace has policies, for traffic in and out',
      decided: 'automatic',
    },
    { ...segmentation, id: 'K05-default-deny', title: 'Policies begin with a denial of everything', decided: 'automatic' },
    { ...segmentation, id: 'K05-ingress', title: 'Policies restrict who may connect to a workload', decided: 'automatic' },
    { ...segmentation, id: 'K05-egress', title: 'Policies restrict where a workload may connect to', decided: 'automatic' },
    {
      ...segmentation,
      id: 'K05-host-network',
      title: "Only pods that must use their node's network do",
      decided: 'automatic',
    },
    { ...segmentation, id: 'K05-cni', title: 'The CNI does not ignore policies', decided: 'automatic' },
    {
      ...segmentation,
      id: 'K05-control-plane',
      title: 'Workloads cannot reach the services of nodes and of the control plane',
      decided: 'manual',
      note: 'The controls beside it tell who reaches the API server and what runs in the system namespaces; look whether egress rules leave out the addresses of the nodes too, for all who do not need them.',
    },
    {
      ...segmentation,
      id: 'K05-host-policies',
      title: 'Policies protect the nodes too, where the CNI can',
      decided: 'manual',
      note: 'Look at the host policies of Cilium or the host endpoints of Calico.',
    },
    {
      id: 'K02-policy-writers',
      section: 'K02 Overly permissive authorization',
      title: 'Nobody may change policies who was not chosen for it',
      decided: 'automatic',
      otherEditions: { '2022': 'K03' },
    },
    {
      id: 'K02-namespace-labels',
      section: 'K02 Overly permissive authorization',
      title: 'Nobody can slip through a policy by changing the labels of a namespace',
      decided: 'manual',
      note: 'Look who may patch namespaces: policies that select by namespace labels trust them.',
      otherEditions: { '2022': 'K03' },
    },
    {
      id: 'K06-published-services',
      section: 'K06 Overly exposed components',
      title: 'No component of the cluster is published to those who do not need it',
      decided: 'manual',
      note: 'The controls beside it list what Services publish; whether a dashboard, a registry or another component is among it is for a person to say.',
    },
    {
      id: 'K06-api-server',
      section: 'K06 Overly exposed components',
      title: 'Only trusted networks reach the API server',
      decided: 'outOfReach',
      note: "Look at the firewall or the cloud's authorised networks before it.",
    },
    {
      id: 'K06-kubelet-etcd',
      section: 'K06 Overly exposed components',
      title: 'Only the API server reaches kubelets and etcd',
      decided: 'outOfReach',
      note: 'Look at the firewall or the security groups of the nodes.',
    },
    {
      id: 'K08-metadata',
      section: 'K08 From the cluster into the cloud',
      title: "Pods cannot reach the cloud's metadata service",
      decided: 'automatic',
    },
    {
      id: 'K08-metadata-hardening',
      section: 'K08 From the cluster into the cloud',
      title: 'The metadata service itself refuses pods',
      decided: 'outOfReach',
      note: "Look at the nodes' metadata settings in the cloud, such as IMDSv2 with a hop limit of 1.",
    },
  ],
};
