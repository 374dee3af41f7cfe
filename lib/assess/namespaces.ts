import { severities } from '#lib/controls/control.ts';
import { type ControlResult, countsOf, type JudgedResult, namespaceOf, outcomeOf } from '#lib/controls/run.ts';
import type { Facts, NamespaceFacts } from '#lib/facts/facts.ts';
import { scoreOf } from '#lib/score/score.ts';
import type { NamespaceSummary } from './assessment.ts';

function summary(
  { name, workloads, policies }: NamespaceFacts,
  entryPoints: number,
  judged: readonly { readonly control: ControlResult; readonly results: readonly JudgedResult[] }[],
): NamespaceSummary {
  const running = workloads.filter((workload) => workload.running);
  const scored = judged.map(({ control: { severity }, results }) => {
    const counts = countsOf(results);
    return { severity, counts, outcome: outcomeOf(counts) };
  });
  return {
    name,
    workloads: running.length,
    pods: running.reduce((sum, { pods }) => sum + pods, 0),
    policies: policies.length,
    isolatedIngress: running.filter(({ isolated }) => isolated.ingress.state === 'isolated').length,
    isolatedEgress: running.filter(({ isolated }) => isolated.egress.state === 'isolated').length,
    entryPoints,
    score: scoreOf(scored),
    failing: scored.reduce((sum, { counts }) => sum + counts.fail, 0),
    worst: severities.find((severity) => scored.some((one) => one.severity === severity && one.counts.fail > 0)) ?? null,
  };
}

/** Every namespace with the score of the results that belong to it. */
export function namespaceSummaries(facts: Facts, controls: readonly ControlResult[]): readonly NamespaceSummary[] {
  const perControl = controls.map((control) => ({ control, byNamespace: Map.groupBy(control.results, namespaceOf) }));
  const entryPoints = Map.groupBy(
    [
      ...facts.services.filter(
        ({ type, externalIPs }) => type === 'LoadBalancer' || type === 'NodePort' || externalIPs.length > 0,
      ),
      ...facts.ingresses,
    ],
    ({ ref }) => ref.namespace,
  );
  return facts.namespaces.map((namespace) =>
    summary(
      namespace,
      entryPoints.get(namespace.name)?.length ?? 0,
      perControl.map(({ control, byNamespace }) => ({ control, results: byNamespace.get(namespace.name) ?? [] })),
    ),
  );
}
