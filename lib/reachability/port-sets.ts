import { allPorts, commonPorts, noPorts, type PortSet, portsWithout, protocols, unionOfPorts } from '#lib/policy/ports.ts';

/** A set of ports by its number in a `PortSets`: equal sets have equal numbers. */
export type Ports = number;

/** A number for every set of ports that turns up, and their algebra, each step of which is done once. */
export interface PortSets {
  readonly none: Ports;
  readonly all: Ports;
  readonly of: (ports: PortSet) => Ports;
  readonly get: (ports: Ports) => PortSet;
  readonly union: (a: Ports, b: Ports) => Ports;
  /** Of any number of sets at once: nothing between is made or kept, so that thousands of rules cost no more than their sum. */
  readonly unionOf: (sets: readonly Ports[]) => Ports;
  readonly common: (a: Ports, b: Ports) => Ports;
  readonly without: (a: Ports, b: Ports) => Ports;
}

/** One text for equal sets. */
function keyOf(ports: PortSet): string {
  let key = '';
  for (const protocol of protocols) {
    for (const { from, to } of ports[protocol]) key += `${from}-${to} `;
    key += ';';
  }
  return key;
}

export function portSets(): PortSets {
  const sets: PortSet[] = [];
  const byKey = new Map<string, Ports>();
  const of = (ports: PortSet): Ports => {
    const key = keyOf(ports);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    sets.push(ports);
    byKey.set(key, sets.length - 1);
    return sets.length - 1;
  };
  const none = of(noPorts);
  const all = of(allPorts);
  const get = (ports: Ports): PortSet => sets[ports] ?? noPorts;
  const remembered = (step: (a: PortSet, b: PortSet) => PortSet) => {
    const done = new Map<number, Ports>();
    return (a: Ports, b: Ports): Ports => {
      const key = a * 0x4000000 + b;
      const known = done.get(key);
      if (known !== undefined) return known;
      const result = of(step(get(a), get(b)));
      done.set(key, result);
      return result;
    };
  };
  const union = remembered((a, b) => unionOfPorts([a, b]));
  const common = remembered(commonPorts);
  const without = remembered(portsWithout);
  const unionOfTwo = (a: Ports, b: Ports): Ports =>
    a === b || b === none ? a : a === none ? b : a === all || b === all ? all : union(a, b);
  const unionOf = (given: readonly Ports[]): Ports => {
    if (given.length < 3) return unionOfTwo(given[0] ?? none, given[1] ?? none);
    const distinct = new Set(given);
    return distinct.has(all) ? all : of(unionOfPorts(Array.from(distinct, get)));
  };
  return {
    none,
    all,
    of,
    get,
    union: unionOfTwo,
    unionOf,
    common: (a, b) => (a === b || b === all ? a : a === all ? b : a === none || b === none ? none : common(a, b)),
    without: (a, b) => (a === b || b === all ? none : a === none || b === none ? a : without(a, b)),
  };
}
