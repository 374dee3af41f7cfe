import { addressOf } from '#lib/policy/addresses.ts';
import type { Direction } from '#lib/policy/model.ts';
import type { Engine } from './engine.ts';
import { ingressController } from './entries.ts';
import type { Ports } from './port-sets.ts';
import type { Boxes } from './rules.ts';
import { atomPorts, podPorts } from './verdict-ports.ts';

/** One end of a connection: a class of pods, the ingress controller (a pod from elsewhere), or one address outside. */
export type End =
  | { readonly kind: 'pods'; readonly member: number }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'address'; readonly text: string; readonly atoms: Readonly<Record<Direction, number>> };

export const nameOf = ({ classes }: Engine, end: End): string =>
  end.kind === 'pods' ? (classes[end.member]?.id ?? '') : end.kind === 'address' ? end.text : ingressController;

/** The ends that a text means: an id, `ns/name`, `ingress-controller` or an address. A workload in several parts is several ends. */
export function endsNamed({ classes, atoms }: Engine, text: string): readonly End[] {
  if (text === ingressController) return [{ kind: 'elsewhere' }];
  const address = addressOf(text);
  if (address !== undefined) {
    const family = address.v4.length > 0 ? 'v4' : 'v6';
    const value = address[family][0]?.from ?? 0n;
    return [
      { kind: 'address', text, atoms: { ingress: atoms.ingress.at(family, value), egress: atoms.egress.at(family, value) } },
    ];
  }
  const exact = classes.filter(({ id }) => id === text);
  const found =
    exact.length > 0
      ? exact
      : classes.filter(({ workload }) => workload.id === text || `${workload.ref.namespace}/${workload.ref.name}` === text);
  return found.map(({ index }) => ({ kind: 'pods', member: index }));
}

/** What boxes say about one end. */
export function portsTowards(engine: Engine, boxes: Boxes, direction: Direction, end: End): Ports {
  if (end.kind === 'address') return atomPorts(engine, boxes, direction, end.atoms[direction]);
  return podPorts(engine, boxes, end.kind === 'pods' ? end.member : engine.classes.length);
}
