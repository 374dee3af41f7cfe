import type { Warning } from '#lib/policy/backends.ts';
import type { PolicyModel } from '#lib/policy/policies.ts';
import { type Connections, connectionsOf } from './connections.ts';
import { type Engine, engineOf, type ReachOptions } from './engine.ts';
import { type Entries, entriesOf } from './entries.ts';
import { type OpenPairs, openPairsOf } from './open-pairs.ts';
import { warningsOf } from './warnings.ts';

/** Who can reach whom in one model. */
export interface Reachability {
  readonly engine: Engine;
  readonly connections: Connections;
  readonly openPairs: OpenPairs;
  readonly entries: Entries;
  readonly warnings: () => readonly Warning[];
}

export function reachability(model: PolicyModel, options: ReachOptions = {}): Reachability {
  const engine = engineOf(model, options);
  const connections = connectionsOf(engine);
  const entries = entriesOf(engine);
  return {
    engine,
    connections,
    openPairs: openPairsOf({ engine, connections }),
    entries,
    warnings: () => [...model.warnings, ...entries.warnings, ...warningsOf(engine)],
  };
}
