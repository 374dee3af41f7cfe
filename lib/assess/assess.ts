import { controls } from '#lib/controls/registry.ts';
import { runControl } from '#lib/controls/run.ts';
import { derive } from '#lib/facts/derive.ts';
import type { Facts } from '#lib/facts/facts.ts';
import { frameworks } from '#lib/frameworks/registry.ts';
import { frameworkResult } from '#lib/score/framework-score.ts';
import { scoreOf } from '#lib/score/score.ts';
import { canonicalJson, digestOf, digestOfText, sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import { objectsOf, type Snapshot, unreadOf } from '#lib/snapshot/snapshot.ts';
import type { Assessment, AssessSettings, Inventory } from './assessment.ts';
import { namespaceSummaries } from './namespaces.ts';
import { assessReach } from './reach.ts';

function inventoryOf(snapshot: Snapshot, { namespaces, workloads, policies, unread }: Facts): Inventory {
  const counted = (resource: ResourceName, number: number): number | null =>
    unread.some((one) => one.resource === resource) ? null : number;
  return {
    namespaces: counted('namespaces', namespaces.length),
    workloads: counted('pods', workloads.filter(({ running }) => running).length),
    pods: counted(
      'pods',
      workloads.reduce((sum, { pods }) => sum + pods, 0),
    ),
    policies: counted('networkpolicies.networking.k8s.io', policies.length),
    services: counted('services', objectsOf(snapshot, 'services').length),
    nodes: counted('nodes', objectsOf(snapshot, 'nodes').length),
  };
}

/** The whole product in one pure function: what a cluster said → every verdict about it. */
export function assess(given: Snapshot, settings: AssessSettings): Assessment {
  // Verdicts name policies and objects in the order of the snapshot, which may come from elsewhere than a reader.
  const snapshot = sealSnapshot(given);
  const { facts, reachability } = derive(snapshot);
  const results = controls.map((control) => runControl(control, facts, settings.exclusions));
  const judged = results.map(({ control, outcome, reason, results: each }) => ({ control, outcome, reason, results: each }));
  return {
    schema: 'bulkhead.assessment/v1',
    snapshotDigest: digestOf(snapshot),
    resultsDigest: digestOfText(canonicalJson(judged)),
    inventory: inventoryOf(snapshot, facts),
    enforcement: facts.enforcement,
    namespaces: namespaceSummaries(facts, results),
    controls: results,
    frameworks: [
      { framework: 'all', score: scoreOf(results), requirements: [] },
      ...frameworks.map((framework) => frameworkResult(framework, controls, results)),
    ],
    unread: unreadOf(snapshot),
    problems: snapshot.problems,
    reach: assessReach(snapshot, reachability),
    settings,
  };
}
