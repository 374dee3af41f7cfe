import { describe, expect, it } from 'vitest';
import { derive } from '#lib/facts/derive.ts';
import { enforcementOf } from '#lib/facts/enforcement.ts';
import type { Problem } from '#lib/snapshot/snapshot.ts';
import { networkPolicy, world } from '#tests/support/world.ts';

const agent = (image: string, container: object = {}): string =>
  `---\n${JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'kube-system' },
    spec: {
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image, ...container }] } },
    },
  })}\n`;
const config = (name: string, data: Readonly<Record<string, string>>): string =>
  `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'kube-system' }, data })}\n`;

describe('whether anything enforces policies', () => {
  it.each([
    ['quay.io/cilium/cilium:v1.18.2@sha256:00', 'cilium', 'enforcing'],
    ['docker.io/calico/node:v3.30.1', 'calico', 'enforcing'],
    ['registry.example.org:5000/mirror/calico/node', 'calico', 'enforcing'],
    ['antrea/antrea-agent-ubuntu:v2.3.0', 'antrea', 'enforcing'],
    ['docker.io/cloudnativelabs/kube-router:v2.2.1', 'kube-router', 'enforcing'],
    ['weaveworks/weave-npc:2.8.1', 'weave', 'enforcing'],
    ['mcr.microsoft.com/containernetworking/azure-npm:v1.5.0', 'azure-npm', 'enforcing'],
    ['docker.io/kindest/kindnetd:v20250512-df8de77b', 'kindnet', 'enforcing'],
    ['docker.io/kindest/kindnetd:v20230511-dc714da8', 'kindnet', 'notEnforcing'],
    ['docker.io/kindest/kindnetd:latest', 'kindnet', 'unknown'],
    ['docker.io/flannel/flannel:v0.26.1', 'flannel', 'notEnforcing'],
    ['602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.19.0', 'aws-vpc-cni', 'notEnforcing'],
    ['example.org/log-shipper:1', null, 'unknown'],
    ['example.org/team/node:24', null, 'unknown'],
    ['rancher/hardened-calico:v3.30.1', 'calico', 'enforcing'],
    ['example.org/prometheus/node-exporter:1', null, 'unknown'],
  ])('%s is %s: %s', (image, cni, verdict) => {
    expect(enforcementOf(world(agent(image)))).toMatchObject({ cni, verdict });
  });

  it('finds Calico beside flannel', () => {
    const both = agent('docker.io/flannel/flannel:v0.26.1') + agent('calico/node:v3.30.1').replace('"agent"', '"calico-node"');
    expect(enforcementOf(world(both))).toMatchObject({ cni: 'calico', verdict: 'enforcing' });
  });

  it('does not count Cilium that was told never to enforce', () => {
    const never = agent('quay.io/cilium/cilium:v1.18.2') + config('cilium-config', { 'enable-policy': 'never' });
    expect(enforcementOf(world(never))).toMatchObject({ verdict: 'notEnforcing', reason: expect.stringContaining('never') });
  });

  it.each(['quay.io/cilium/cilium:v1.18.2', 'amazon-k8s-cni:v1.19.0'])(
    'does not know of %s when its settings could not be read',
    (image) => {
      const reads = { configmaps: { status: 'forbidden', message: 'no' } } as const;
      expect(enforcementOf(world(agent(image), { reads })).verdict).toBe('unknown');
    },
  );

  it('counts the VPC CNI with its policy controller', () => {
    const enabled = agent('amazon-k8s-cni:v1.19.0') + config('amazon-vpc-cni', { 'enable-network-policy-controller': 'true' });
    expect(enforcementOf(world(enabled)).verdict).toBe('enforcing');
  });

  it('does not take an agent for running that has no pod on a live cluster', () => {
    expect(enforcementOf(world(agent('calico/node:v3.30.1'), { origin: 'live' }))).toMatchObject({ verdict: 'unknown' });
  });

  it('knows of Cilium where its own settings were read, and others not', () => {
    const reads = { configmaps: { status: 'forbidden', message: 'kube-system/canal-config: no' } } as const;
    const settled = agent('quay.io/cilium/cilium:v1.18.2') + config('cilium-config', { 'enable-policy': 'default' });
    expect(enforcementOf(world(settled, { reads })).verdict).toBe('enforcing');
  });

  const unparsed = { object: 'cni.yaml:7', message: 'does not parse.' };
  const daemonSet = {
    object: 'DaemonSet kube-system/calico-node',
    message: 'spec is missing.',
    resource: 'daemonsets.apps',
  } as const;
  const judged = (yaml: string, problem: Problem) => enforcementOf({ ...world(yaml), problems: [problem] });

  it.each([unparsed, daemonSet])('is not denied where $object may be an agent that does', (problem) => {
    const flannel = agent('docker.io/flannel/flannel:v0.26.1');
    expect(judged(flannel, problem)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(`^flannel alone .*${problem.object} may be an agent`),
    });
    expect(judged(flannel, { ...problem, note: true }).verdict).toBe('notEnforcing');
    expect(judged(agent('calico/node:v3.30.1'), problem).verdict).toBe('enforcing');
  });

  it.each([unparsed, { ...unparsed, resource: 'configmaps' as const }])(
    'is not known where %o may hold the settings of the agent',
    (problem) => {
      expect(judged(agent('quay.io/cilium/cilium:v1.18.2'), problem).verdict).toBe('unknown');
    },
  );

  it('is unknown where neither DaemonSets nor pods could be read', () => {
    const forbidden = { status: 'forbidden', message: 'no' } as const;
    const reads = { 'daemonsets.apps': forbidden, pods: forbidden };
    expect(enforcementOf(world('', { origin: 'live', reads }))).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('read'),
    });
  });
});

describe('what policies say about addresses', () => {
  const pod = (name: string, ip: string): string =>
    `---\n${JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop', labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'example.org/app:1' }] },
      status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
    })}\n`;
  const toAddresses = networkPolicy('shop', 'to-addresses', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
  });
  const reached = (image: string): readonly string[] => {
    const { engine, connections } = derive(
      world([agent(image), pod('web', '10.1.0.1'), pod('db', '10.1.0.2'), toAddresses].join('')),
    ).reachability;
    const web = engine.classes.findIndex(({ id }) => id === 'shop/web[Pod]');
    return connections.from(web).map(({ dst }) => engine.classes[dst]?.id ?? '');
  };

  it('is about pods, too, unless Cilium enforces it, which goes by identity', () => {
    expect(reached('docker.io/calico/node:v3.30.1')).toContain('shop/db[Pod]');
    expect(reached('quay.io/cilium/cilium:v1.18.2')).not.toContain('shop/db[Pod]');
  });
});
