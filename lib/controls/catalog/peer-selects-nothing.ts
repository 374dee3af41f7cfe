import type { PolicyEffects } from '#lib/facts/policy-effects.ts';
import { noneAnywhere } from '../absence.ts';
import { defineControl, fail, notApplicable, pass, type Result, unknown } from '../control.ts';
import { judgeEffects } from '../policy-effects.ts';
import { counted, firstFew } from '../wording.ts';

type Peer = PolicyEffects['emptyPeers'][number];

/** `spec.ingress[0].from[1] looks for pods with app=web in namespace shop, but no pod in namespace shop carries app=web` */
const clause = ({ path, looksFor, why }: Peer): string => `${path} looks for ${looksFor}, but ${why}`;

function judge(policy: PolicyEffects): Result {
  const { ref, emptyPeers, selectingPeers } = policy;
  if (selectingPeers === 0) return notApplicable(policy, 'Its rules select nothing by labels.');
  const empty = emptyPeers.filter(({ isJudged }) => isJudged);
  const inDoubt = emptyPeers.filter(({ isJudged }) => !isJudged);
  const evidence = firstFew([...empty, ...inDoubt]).map(({ path, looksFor, why }) => ({
    object: ref,
    path,
    says: `looks for ${looksFor}: ${why}`,
  }));
  const [first] = empty;
  if (first !== undefined) {
    const more = empty.length === 1 ? '' : `; ${counted(empty.length - 1, 'more peer')} of its rules find none either`;
    const restsOn = noneAnywhere('workloads', 'templates', 'namespaces', 'nodes');
    return fail(policy, `${clause(first)}${more}.`, { evidence, restsOn });
  }
  const [open] = inDoubt;
  if (inDoubt.length === selectingPeers && open !== undefined)
    return unknown(policy, `Whom it means cannot be told: ${clause(open)}.`, { evidence });
  const found = `${counted(selectingPeers - inDoubt.length, 'peer')} of its rules ${selectingPeers - inDoubt.length === 1 ? 'finds' : 'find'} pods or nodes that exist`;
  const rest = open === undefined ? '' : ` Not judged: ${clause(open)}.`;
  return pass(policy, `${found}.${rest}`, { strength: 2, evidence });
}

export default defineControl({
  id: 'peer-selects-nothing',
  title: 'Every peer of a rule means a pod or node that exists',
  severity: 'low',
  needs: [
    'namespaces',
    'pods',
    'networkpolicies.networking.k8s.io',
    'deployments.apps',
    'statefulsets.apps',
    'daemonsets.apps',
    'cronjobs.batch',
  ],
  population: 'policies',
  why: 'A peer that finds no pod allows or denies nothing: what was meant is cut off or stays open, and a pod that gets those labels later is let through unnoticed.',
  fix: 'Correct the selector to the labels that the peer and its namespace carry, or remove the peer.',
  satisfies: { 'nsa-1.2': ['policy-selectors'] },

  check: (facts) => judgeEffects(facts, judge),
});
