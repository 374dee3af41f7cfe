import type { NamespaceFacts } from '#lib/facts/facts.ts';
import type { Direction } from '#lib/policy/model.ts';
import { defineControl, fail, pass, type Result, unknown } from '../control.ts';
import { effective } from '../effective.ts';
import { defaultDenyPolicy } from '../remediation.ts';
import { ended, firstFew, listed, nameOf, rulesText } from '../wording.ts';

const directions = ['ingress', 'egress'] as const satisfies readonly Direction[];

// A default is undone by a policy that itself selects every pod and allows everything. One that opens single workloads leaves the default
// in place for all others; allow-all-ingress and allow-all-egress find those.
function byObjects(namespace: NamespaceFacts): Result {
  const { defaultDeny, defaultAllow, workloads, unknown: doubts } = namespace;
  const missing = directions.filter((direction) => defaultDeny[direction] === null);
  const undone = directions.flatMap((direction) => defaultAllow[direction]);
  const closing = directions.flatMap((direction) => {
    const policy = defaultDeny[direction];
    return policy === null
      ? []
      : [{ object: policy, path: 'spec.podSelector', says: `empty: closes ${direction} for every pod of the namespace` }];
  });
  if (undone.length > 0) {
    return fail(namespace, `Whatever its policies close for every pod, they open again for every pod by ${rulesText(undone)}.`, {
      evidence: [...closing, ...firstFew(undone).map(({ policy, path, says }) => ({ object: policy, path, says }))],
      ...(missing.length === 0 ? {} : { remediation: defaultDenyPolicy(namespace, missing) }),
    });
  }
  if (doubts[0] !== undefined)
    return unknown(namespace, `Whether its default is to deny is not known: ${ended(doubts[0])}`, { evidence: closing });
  if (missing.length > 0) {
    return fail(namespace, `No policy closes ${missing.join(' or ')} for every pod, so a new pod starts open.`, {
      evidence: [
        ...closing,
        { object: namespace.ref, says: `no NetworkPolicy with an empty podSelector covers ${missing.join(' or ')}` },
      ],
      remediation: defaultDenyPolicy(namespace, missing),
    });
  }
  const by = listed([...new Set(closing.map(({ object }) => nameOf(object)))]);
  return pass(namespace, `Every pod, new ones included, starts closed both ways by ${by}.`, {
    evidence: closing,
    ...(workloads.some(({ running }) => running) ? {} : { strength: 1 }),
  });
}

export default defineControl({
  id: 'namespace-without-default-deny',
  title: 'Every namespace denies ingress and egress by default',
  severity: 'high',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'namespaces',
  why: 'Without a default, each workload is open until someone thinks of it; with one, forgetting a policy closes instead of opens.',
  fix: 'Add a NetworkPolicy with an empty podSelector, policyTypes: [Ingress, Egress] and no allow-all rule to the namespace.',
  satisfies: { 'nsa-1.2': ['default-deny'], 'owasp-k8s-2025': ['K05-default-deny'] },
  others:
    'Polaris fails exactly the recommended default-deny policy, because it wants matchLabels and at least one rule each way.',

  check: (facts) => facts.namespaces.map((namespace) => effective(byObjects(namespace), facts)),
});
