import { severities } from '#lib/controls/control.ts';
import { type ControlResult, countsOf, type JudgedResult, namespaceOf, outcomeOf } from '#lib/controls/run.ts';
import type { Facts, NamespaceFacts } from '#lib/facts/facts.ts';
import type { Direction } from '#lib/policy/model.ts';
import { scoreOf } from '#lib/score/score.ts';
import { refText } from '#lib/snapshot/objects.ts';
import type { ResourceName } from '#lib/snapshot/resources.ts';
import type { NamespaceSummary } from './assessment.ts';

const networkPolicies = 'networkpolicies.networking.k8s.io';

/** What could be counted: a number, or null where one of the resources that it is made of could not be read. */
type Known = (number: number, ...from: readonly ResourceName[]) => number | null;

function summary(
  { name, workloads, policies }: NamespaceFacts,
  entryPoints: number,
  known: Known,
  judged: readonly { readonly control: ControlResult; readonly results: readonly JudgedResult[] }[],
): NamespaceSummary {
  const running = workloads.filter((workload) => workload.running);
  const scored = judged.map(({ control: { severity, outcome, results: all }, results }) => {
    const counts = countsOf(results);
    // What could not be judged at all is not known here either.
    return { severity, counts, outcome: outcome === 'unknown' && all.length === 0 ? outcome : outcomeOf(counts) };
  });
  const isolated = (direction: Direction): number | null =>
    known(running.filter((workload) => workload.isolated[direction].state === 'isolated').length, 'pods', networkPolicies);
  return {
    name,
    workloads: known(running.length, 'pods'),
    pods: known(
      running.reduce((sum, { pods }) => sum + pods, 0),
      'pods',
    ),
    policies: known(policies.length, networkPolicies),
    isolatedIngress: isolated('ingress'),
    isolatedEgress: isolated('egress'),
    entryPoints: known(entryPoints, 'services', 'ingresses.networking.k8s.io'),
    score: scoreOf(scored),
    failing: scored.reduce((sum, { counts }) => sum + counts.fail, 0),
    worst: severities.find((severity) => scored.some((one) => one.severity === severity && one.counts.fail > 0)) ?? null,
  };
}

/** What was left out and may be in any namespace: nobody knows of which it lowers the coverage, so it does of all. */
const homeless = ({ leftOut }: Facts): ReadonlySet<string> =>
  new Set(
    leftOut
      .filter(({ sort, ref }) => ref.namespace === null && !['namespaces', 'nodes', 'rights'].includes(sort))
      .map(({ ref }) => refText(ref)),
  );

/** Every namespace with the score of the results that belong to it. */
export function namespaceSummaries(facts: Facts, controls: readonly ControlResult[]): readonly NamespaceSummary[] {
  const anywhere = homeless(facts);
  const perControl = controls.map((control) => ({
    control,
    byNamespace: Map.groupBy(control.results, namespaceOf),
    everywhere: anywhere.size === 0 ? [] : control.results.filter(({ resource }) => anywhere.has(refText(resource))),
  }));
  const entryPoints = Map.groupBy(
    [
      ...facts.services.filter(
        ({ type, externalIPs }) => type === 'LoadBalancer' || type === 'NodePort' || externalIPs.length > 0,
      ),
      ...facts.ingresses,
    ],
    ({ ref }) => ref.namespace,
  );
  const unread = new Set(facts.unread.map(({ resource }) => resource));
  const known: Known = (number, ...from) => (from.some((resource) => unread.has(resource)) ? null : number);
  return facts.namespaces.map((namespace) =>
    summary(
      namespace,
      entryPoints.get(namespace.name)?.length ?? 0,
      known,
      perControl.map(({ control, byNamespace, everywhere }) => ({
        control,
        results: [...(byNamespace.get(namespace.name) ?? []), ...everywhere],
      })),
    ),
  );
}
