import { UserError } from '#lib/errors.ts';
import { addressesOfCidr, addressOf, firstAddress } from '#lib/policy/addresses.ts';
import { type PortSet, portsOf, protocols, unionOfPorts } from '#lib/policy/ports.ts';
import type { Protocol } from '#lib/snapshot/objects.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { isSame } from './change.ts';
import type { Engine } from './engine.ts';
import { ingressController } from './entries.ts';
import { type Explanation, explain } from './explain.ts';
import { namesNear } from './near-names.ts';
import { type End, endsNamed } from './peers.ts';

/** What to do about a name that no workload has. */
export function howToName({ model, classes }: Engine, text: string): string {
  const near = namesNear(model, text);
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
  const [first] = classes;
  const example = first === undefined ? 'shop/web' : `${first.namespace.name}/${first.workload.ref.name}`;
  return `name one as namespace/name, for example ${example}.`;
}

const protocolNamed = (text: string): Protocol | undefined => protocols.find((protocol) => protocol === text.toUpperCase());

/** `80`, `8000-8090`, `53/udp`, `udp/53` or `udp`; TCP where no protocol is given. Undefined for anything else. */
function portsRead(text: string): PortSet | undefined {
  const whole = protocolNamed(text);
  if (whole !== undefined) return portsOf(whole);
  const found = /^(?:(tcp|udp|sctp)[/:])?(\d{1,5})(?:-(\d{1,5}))?(?:[/:](tcp|udp|sctp))?$/i.exec(text);
  const [, before, first = '', last = first, after] = found ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (found === null || (before !== undefined && after !== undefined) || from < 1 || to < from || to > 65_535) return undefined;
  return portsOf(protocolNamed(before ?? after ?? 'TCP') ?? 'TCP', { from, to });
}

/** The ports that a text means towards some pods, which may have given it to a port of their own as its name. Throws UserError otherwise. */
export function portsGiven({ classes }: Engine, towards: readonly End[], text: string): PortSet {
  const numbers = portsRead(text);
  if (numbers !== undefined) return numbers;
  const own = towards.flatMap((end) => (end.kind === 'pods' ? (classes[end.member]?.ports ?? []) : []));
  const named = own.filter(({ name }) => name === text);
  if (named.length > 0)
    return unionOfPorts(named.map(({ protocol, containerPort: port }) => portsOf(protocol, { from: port, to: port })));
  const names = [...new Set(own.flatMap(({ name }) => name ?? []))];
  const numbered = 'give a number from 1 to 65535, or one with its protocol such as 53/udp';
  const which = names.length === 0 ? '' : `, or a name that the destination gives to a port: ${names.join(', ')}`;
  throw new UserError(`"${shown(text)}" is no port: ${numbered}${which}.`);
}

/** The pods that have an address. Those in the host's network share it with their node, which policies meet as an address. */
function podsAt({ classes }: Engine, text: string): readonly End[] {
  const wanted = addressOf(text);
  if (wanted === undefined) return [];
  const isIt = (address: string): boolean => isSame(addressOf(address), wanted);
  return classes
    .filter(({ hostNetwork, instances }) => !hostNetwork && instances.some(({ addresses }) => addresses.some(isIt)))
    .map(({ index }) => ({ kind: 'pods', member: index }));
}

/** The ends that a text means, as `endsNamed`, where the address of a pod means the pod. */
export function endsMeant(engine: Engine, text: string): readonly End[] {
  const pods = podsAt(engine, text);
  return pods.length > 0 ? pods : endsNamed(engine, text);
}

/** The first address of a range, written as CIDR or as `reach` lists it. */
function firstOfRange(text: string): string | undefined {
  const [from = '', to, ...more] = text.split('-');
  if (to !== undefined) return more.length === 0 && addressOf(from) && addressOf(to) ? from : undefined;
  const range = addressesOfCidr(text);
  return range && (firstAddress(range, 'v4') ?? firstAddress(range, 'v6'));
}

/** The ends that a text means. Throws UserError where it means none. */
export function endsGiven(engine: Engine, text: string): readonly End[] {
  const ends = endsMeant(engine, text);
  if (ends.length > 0) return ends;
  const idle = engine.model.workloads.find(({ id, ref }) => id === text || `${ref.namespace}/${ref.name}` === text);
  if (idle !== undefined)
    throw new UserError(`${idle.id} has no running pods, so that nothing reaches it and it reaches nothing.`);
  const first = firstOfRange(text);
  if (first !== undefined)
    throw new UserError(
      `${shown(text)} is a range, and its addresses may have different answers: give one, for example ${first}.`,
    );
  throw new UserError(`There is no workload and no address "${shown(text)}": ${howToName(engine, text)}`);
}

/** Of each source towards each target. Throws UserError where neither `from` nor `to` is a workload, or `to` is none that traffic goes to. */
export function explanationsOf(
  engine: Engine,
  from: { readonly text: string; readonly ends: readonly End[] },
  to: { readonly text: string; readonly ends: readonly End[] },
  ports: PortSet | undefined,
): readonly Explanation[] {
  if ([...from.ends, ...to.ends].every(({ kind }) => kind !== 'pods'))
    throw new UserError(`Neither ${shown(from.text)} nor ${shown(to.text)} is a workload: policies decide about pods only.`);
  if (to.ends.some(({ kind }) => kind === 'elsewhere'))
    throw new UserError(
      `${ingressController} stands for what Ingresses and routes let in, and is a source only: name the workload of the controller.`,
    );
  return from.ends.flatMap((src) => to.ends.map((dst) => explain(engine, src, dst, ports)));
}
