import type { Facts, NamespaceFacts, WorkloadFacts } from '#lib/facts/facts.ts';
import type { Direction } from '#lib/policy/model.ts';
import { mayBeAmong, noneIn } from '../absence.ts';
import { defineControl, type Evidence, fail, notApplicable, pass, type Result, unknown } from '../control.ts';
import { effective } from '../effective.ts';
import { beyondPolicies } from '../isolation.ts';
import { defaultDenyPolicy } from '../remediation.ts';
import { counted, ended, firstFew, listed, nameOf } from '../wording.ts';

const directions = ['ingress', 'egress'] as const satisfies readonly Direction[];

const unselected = ({ isolated }: WorkloadFacts): boolean => directions.some((direction) => isolated[direction].state === 'open');
const allowed = ({ allowsAll }: WorkloadFacts): boolean => directions.some((direction) => allowsAll[direction].length > 0);

const openings = ({ ref, isolated, allowsAll }: WorkloadFacts): readonly Evidence[] =>
  directions.flatMap((direction) => [
    ...(isolated[direction].state === 'open' ? [{ object: ref, says: `no policy isolates all its pods for ${direction}` }] : []),
    ...allowsAll[direction].map(({ policy, path, says }) => ({
      object: policy,
      path,
      says: `${says}; it applies to ${nameOf(ref)}`,
    })),
  ]);

// The benchmark asks that a policy exists; what counts is that every workload is isolated both ways and nothing allows everything.
function byObjects(namespace: NamespaceFacts, facts: Facts): Result {
  const { policies, workloads } = namespace;
  const [misunderstood] = namespace.misunderstood;
  if (policies.length === 0 && misunderstood !== undefined)
    return unknown(namespace, `What its policies do is not known: ${ended(misunderstood)}`);

  const said: Pick<Result, 'literal'> =
    policies.length > 0
      ? { literal: 'pass' }
      : mayBeAmong(facts, noneIn(namespace.name, 'policies')).length > 0
        ? {}
        : { literal: 'fail' };
  const has = `Has ${policies.length === 0 ? 'no NetworkPolicy' : counted(policies.length, 'NetworkPolicy', 'NetworkPolicies')}`;
  const governed = workloads.filter(({ running, hostNetwork }) => running && !hostNetwork);
  const open = governed.filter((workload) => allowed(workload) || unselected(workload));
  // What is left out may be as open as the rest is closed; it cannot close what is open.
  const restsOn = noneIn(namespace.name, 'workloads');
  if (governed.length === 0)
    return notApplicable(namespace, `${has}, and no running workload that a policy could isolate.`, { ...said, restsOn });

  const names = (of: readonly WorkloadFacts[]): string => listed(of.map(({ ref }) => nameOf(ref)));
  // A policy that is not known may close what is unselected, or open what is closed; a NetworkPolicy cannot close what a rule allows.
  const [doubt] = open.some(allowed) ? beyondPolicies(namespace) : namespace.unknown;
  if (doubt !== undefined) return unknown(namespace, `${has}, and whether that is all is not known: ${ended(doubt)}`, said);
  if (open.length === 0) {
    return pass(namespace, `${has}, which ${policies.length === 1 ? 'isolates' : 'isolate'} ${names(governed)} both ways.`, {
      ...said,
      restsOn,
      evidence: firstFew(policies).map(({ ref, subjectText }) => ({
        object: ref,
        path: 'spec.podSelector',
        says: `selects ${subjectText}`,
      })),
    });
  }
  return fail(
    namespace,
    `${has}${policies.length === 0 ? ':' : ', yet'} ${names(open)} ${open.length === 1 ? 'stays' : 'stay'} open.`,
    {
      ...said,
      evidence: firstFew(firstFew(open).flatMap(openings)),
      ...(open.some(unselected) ? { remediation: defaultDenyPolicy(namespace, directions) } : {}),
    },
  );
}

export default defineControl({
  id: 'namespace-without-policy',
  title: 'Every namespace has network policies that isolate its workloads',
  severity: 'high',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'namespaces',
  why: 'In a namespace without policies every pod accepts traffic from, and can connect to, every other pod of the cluster.',
  fix: 'Start with a default-deny NetworkPolicy for ingress and egress, then allow what the workloads need.',
  satisfies: { 'cis-2.0.1': ['5.3.2'], 'owasp-k8s-2025': ['K05-every-namespace'] },
  others:
    'kube-bench, Kubescape and the Compliance Operator pass a namespace with any one NetworkPolicy; Trivy passes one without any.',

  check: (facts) => facts.namespaces.map((namespace) => effective(byObjects(namespace, facts), facts)),
});
