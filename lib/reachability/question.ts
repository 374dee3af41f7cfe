import { UserError } from '#lib/errors.ts';
import { addressOf } from '#lib/policy/addresses.ts';
import { type PortSet, portsOf } from '#lib/policy/ports.ts';
import { shown } from '#lib/snapshot/shown.ts';
import { isSame } from './change.ts';
import type { Engine } from './engine.ts';
import { type Explanation, explain } from './explain.ts';
import { type End, endsNamed } from './peers.ts';
import type { PodClass } from './pod-classes.ts';

/** How somebody could have named a workload of this cluster. */
export const exampleOf = (classes: readonly PodClass[]): string => {
  const [first] = classes;
  return first === undefined ? 'shop/web' : `${first.namespace.name}/${first.workload.ref.name}`;
};

/** `80`, `8000-8090`, `53/udp` or `udp/53`; TCP where no protocol is given. Throws UserError for anything else. */
export function portsGiven(text: string): PortSet {
  const found = /^(?:(tcp|udp|sctp)[/:])?(\d{1,5})(?:-(\d{1,5}))?(?:[/:](tcp|udp|sctp))?$/i.exec(text);
  const [, before, first = '', last = first, after] = found ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (found === null || (before !== undefined && after !== undefined) || from < 1 || to < from || to > 65_535)
    throw new UserError(`"${shown(text)}" is no port: give a number from 1 to 65535, or one with its protocol such as 53/udp.`);
  const protocol = (before ?? after ?? 'tcp').toUpperCase();
  return portsOf(protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP', { from, to });
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

/** The ends that a text means. Throws UserError where it means none. */
export function endsGiven(engine: Engine, text: string, example = exampleOf(engine.classes)): readonly End[] {
  const ends = endsMeant(engine, text);
  if (ends.length > 0) return ends;
  const idle = engine.model.workloads.find(({ id, ref }) => id === text || `${ref.namespace}/${ref.name}` === text);
  if (idle !== undefined)
    throw new UserError(`${idle.id} has no running pods, so that nothing reaches it and it reaches nothing.`);
  throw new UserError(
    `There is no workload and no address "${shown(text)}": name one as namespace/name, for example ${example}.`,
  );
}

/** Of each source towards each target. Throws UserError where neither `from` nor `to` is a workload. */
export function explanationsOf(
  engine: Engine,
  from: { readonly text: string; readonly ends: readonly End[] },
  to: { readonly text: string; readonly ends: readonly End[] },
  ports: PortSet | undefined,
): readonly Explanation[] {
  if ([...from.ends, ...to.ends].every(({ kind }) => kind !== 'pods'))
    throw new UserError(`Neither ${shown(from.text)} nor ${shown(to.text)} is a workload: policies decide about pods only.`);
  return from.ends.flatMap((src) => to.ends.map((dst) => explain(engine, src, dst, ports)));
}
