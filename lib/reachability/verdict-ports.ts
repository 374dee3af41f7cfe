import type { Direction } from '#lib/policy/model.ts';
import type { AtomSet } from './atoms.ts';
import type { Engine } from './engine.ts';
import type { Ports } from './port-sets.ts';
import type { Boxes } from './rules.ts';

/** The ports of one element of a verdict. */
function portsFor<Set>(
  { ports }: Pick<Engine, 'ports'>,
  boxes: readonly { readonly peers: Set; readonly ports: Ports }[],
  has: (set: Set) => boolean,
): Ports {
  let first = ports.none;
  const more: Ports[] = [];
  for (const box of boxes) {
    if (box.ports === first || !has(box.peers)) continue;
    if (box.ports === ports.all) return ports.all;
    if (first === ports.none) first = box.ports;
    else more.push(box.ports);
  }
  return more.length === 0 ? first : ports.unionOf([first, ...more]);
}

/** Ports of a verdict towards one pod class, the stranger included. */
export const podPorts = (engine: Pick<Engine, 'ports' | 'pods'>, { pods }: Pick<Boxes, 'pods'>, member: number): Ports =>
  portsFor(engine, pods, (set) => engine.pods.has(set, member));

/** Ports of a verdict towards one address atom. */
export const atomPorts = (engine: Engine, { atoms }: Pick<Boxes, 'atoms'>, direction: Direction, atom: number): Ports =>
  portsFor(engine, atoms, (set: AtomSet) => engine.atoms[direction].has(set, atom));
