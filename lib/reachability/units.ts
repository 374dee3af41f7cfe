import type { Engine } from './engine.ts';
import type { PodClass } from './pod-classes.ts';
import type { Reachability } from './reachability.ts';

/** The two states that are compared. */
export type Side = 'before' | 'after';

/** Classes that are compared with each other: one by one where a workload has the same parts on both sides, else all of it. */
export interface Unit {
  readonly id: string;
  readonly workload: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export function unitsOf(before: Reachability, after: Reachability): readonly Unit[] {
  const parts = ({ engine }: Reachability) => Map.groupBy(engine.classes, ({ workload }) => workload.id);
  const [was, is] = [parts(before), parts(after)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((workload): readonly Unit[] => {
    const [old, fresh] = [was.get(workload) ?? [], is.get(workload) ?? []];
    const ids = new Set([...old, ...fresh].map(({ id }) => id));
    const same = old.length === 0 || fresh.length === 0 || (ids.size === old.length && ids.size === fresh.length);
    const numbers = (list: typeof old, id?: string): readonly number[] =>
      list.filter((one) => id === undefined || one.id === id).map(({ index }) => index);
    return same
      ? [...ids].map((id) => ({ id, workload, before: numbers(old, id), after: numbers(fresh, id) }))
      : [{ id: workload, workload, before: numbers(old), after: numbers(fresh) }];
  });
}

/** The class where there is just one. */
export const onlyOf = ({ classes }: Pick<Engine, 'classes'>, members: readonly number[]): PodClass | undefined =>
  members.length === 1 ? classes[members[0] ?? -1] : undefined;
