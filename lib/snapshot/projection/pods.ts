import type { Container, ContainerPort, PodSpec, Protocol, WorkloadObject } from '../objects.ts';
import {
  annotations,
  type Fields,
  isFields,
  labels,
  list,
  mapping,
  optionalMapping,
  optionalPort,
  optionalText,
  port,
  refuse,
  texts,
} from './fields.ts';
import { decidesPodTraffic } from './metadata.ts';

const isProtocol = (value: unknown): value is Protocol => value === 'TCP' || value === 'UDP' || value === 'SCTP';

/** TCP where it is left out. */
export function protocol(value: unknown, path: string): Protocol {
  if (value === undefined || value === null || value === '') return 'TCP';
  return isProtocol(value) ? value : refuse(path, value, 'TCP, UDP or SCTP');
}

/** What is known of the object around a pod spec, and where to say what could not be taken of it. */
export interface Context {
  /** Decides whether the switches of CNI agents are looked for. */
  readonly namespace: string;
  readonly leaveOut: (message: string) => void;
}

/** Undefined for an entry without a number: nothing can be meant by it, and the rest of the object is sound. */
function containerPort(value: unknown, path: string, { leaveOut }: Context): ContainerPort | undefined {
  const given = mapping(value, path);
  if (given.containerPort === undefined || given.containerPort === null) {
    leaveOut(`${path}.containerPort is missing: that port was left out`);
    return undefined;
  }
  const name = optionalText(given.name, `${path}.name`);
  const hostPort = optionalPort(given.hostPort, `${path}.hostPort`);
  const hostIP = optionalText(given.hostIP, `${path}.hostIP`);
  return {
    ...(name ? { name } : {}),
    containerPort: port(given.containerPort, `${path}.containerPort`),
    protocol: protocol(given.protocol, `${path}.protocol`),
    ...(hostPort ? { hostPort } : {}),
    ...(hostIP ? { hostIP } : {}),
  };
}

function capabilitiesOf(container: Fields, path: string): Container['capabilities'] {
  const context = optionalMapping(container.securityContext, `${path}.securityContext`);
  if (context.capabilities === undefined || context.capabilities === null) return undefined;
  const given = mapping(context.capabilities, `${path}.securityContext.capabilities`);
  const add = texts(given.add, `${path}.securityContext.capabilities.add`);
  const drop = texts(given.drop, `${path}.securityContext.capabilities.drop`);
  if (add.length + drop.length === 0) return undefined;
  return { ...(add.length > 0 ? { add } : {}), ...(drop.length > 0 ? { drop } : {}) };
}

const cniNamespaces =
  /^(?:kube-system|kube-flannel|kube-router|kube-ovn|calico-(?:system|apiserver)|canal|tigera-operator|cilium(?:-system)?|weave|antrea(?:-system)?|amazon-.*|aws-.*|gke-managed-.*|openshift-(?:ovn-kubernetes|sdn|multus)|ovn-kubernetes|kubeovn-system|cattle-system)$/;
const enforcement = /polic|netpol|firewall|enable-a?np$|npc$|enforc/i;
const harmless = /^(?:true|false|yes|no|on|off|0|1|always|never|default|strict|standard|enabled|disabled)$/i;

/**
 * Flags and environment variables that tell whether network policies are enforced, as `--name=value` and `NAME=value`. Only where
 * the value is a plain switch: anything else might be a secret, and is not kept.
 */
function switchesOf(container: Fields): readonly string[] {
  const found: string[] = [];
  const words = [container.command, container.args].flatMap((given) => (Array.isArray(given) ? given : []));
  for (const [index, word] of words.entries()) {
    if (typeof word !== 'string' || !word.startsWith('-')) continue;
    const equals = word.indexOf('=');
    const flag = equals === -1 ? word : word.slice(0, equals);
    if (flag.length > 64 || !enforcement.test(flag)) continue;
    const next: unknown = words[index + 1];
    const value = equals === -1 ? next : word.slice(equals + 1);
    if (typeof value === 'string' && harmless.test(value)) found.push(`${flag}=${value}`);
    else if (equals === -1) found.push(flag);
  }
  for (const variable of Array.isArray(container.env) ? container.env : []) {
    if (!isFields(variable)) continue;
    const { name, value } = variable;
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    if (name.length <= 64 && enforcement.test(name) && harmless.test(value)) found.push(`${name}=${value}`);
  }
  return found;
}

function containerOf(given: Fields, path: string, context: Context): Container {
  const ports = list(given.ports, `${path}.ports`).flatMap(
    (item, index) => containerPort(item, `${path}.ports[${index}]`, context) ?? [],
  );
  const capabilities = capabilitiesOf(given, path);
  const args = cniNamespaces.test(context.namespace) ? switchesOf(given) : [];
  return {
    // A server insists on both; nothing about traffic depends on them, so a container without is judged all the same.
    name: optionalText(given.name, `${path}.name`) ?? '',
    image: optionalText(given.image, `${path}.image`) ?? '',
    ...(ports.length > 0 ? { ports } : {}),
    ...(capabilities ? { capabilities } : {}),
    ...(args.length > 0 ? { args } : {}),
  };
}

export function podSpec(value: unknown, path: string, context: Context): PodSpec {
  const spec = mapping(value, path);
  const given = list(spec.containers, `${path}.containers`);
  if (given.length === 0) refuse(`${path}.containers`, spec.containers, 'a list of at least one container');
  const containers = given.map((item, index) => {
    const at = `${path}.containers[${index}]`;
    return containerOf(mapping(item, at), at, context);
  });
  const initContainers: Container[] = [];
  for (const [index, item] of list(spec.initContainers, `${path}.initContainers`).entries()) {
    const at = `${path}.initContainers[${index}]`;
    const fields = mapping(item, at);
    (fields.restartPolicy === 'Always' ? containers : initContainers).push(containerOf(fields, at, context));
  }
  if (spec.hostNetwork !== undefined && spec.hostNetwork !== null && typeof spec.hostNetwork !== 'boolean')
    refuse(`${path}.hostNetwork`, spec.hostNetwork, 'true or false');
  const nodeName = optionalText(spec.nodeName, `${path}.nodeName`);
  const serviceAccountName =
    optionalText(spec.serviceAccountName, `${path}.serviceAccountName`) ??
    optionalText(spec.serviceAccount, `${path}.serviceAccount`);
  return {
    ...(spec.hostNetwork === true ? { hostNetwork: true } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(serviceAccountName ? { serviceAccountName } : {}),
    containers,
    ...(initContainers.length > 0 ? { initContainers } : {}),
  };
}

export function podTemplate(value: unknown, path: string, context: Context): NonNullable<WorkloadObject['template']> {
  const template = mapping(value, path);
  const metadata = optionalMapping(template.metadata, `${path}.metadata`);
  const ownLabels = labels(metadata.labels, `${path}.metadata.labels`);
  const ownAnnotations = annotations(metadata.annotations, `${path}.metadata.annotations`, decidesPodTraffic);
  return {
    ...(ownLabels ? { labels: ownLabels } : {}),
    ...(ownAnnotations ? { annotations: ownAnnotations } : {}),
    spec: podSpec(template.spec, `${path}.spec`, context),
  };
}
