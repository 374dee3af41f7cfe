import type { Facts } from '#lib/facts/facts.ts';
import type { PolicyEffects, RemovalFacts } from '#lib/facts/policy-effects.ts';
import { noneAnywhere } from '../absence.ts';
import { defineControl, fail, notApplicable, pass, type Result, unknown } from '../control.ts';
import { judgeEffects } from '../policy-effects.ts';
import { ended, firstFew, listed, nameOf } from '../wording.ts';

type Redundant = Extract<RemovalFacts, { kind: 'redundant' }>;

/** Why nothing changes, as a clause. */
function reason({ by, changesOwnEnd, otherEnds }: Redundant): string {
  if (changesOwnEnd)
    return otherEnds.length === 0
      ? 'what it decides concerns no pod that exists'
      : `what it decides comes through at no other end, which is closed by ${listed(otherEnds.map(nameOf))}`;
  return by.length === 0
    ? 'without any policy the same holds for all that it selects'
    : `${listed(by.map(nameOf))} already ${by.length === 1 ? 'decides' : 'decide'} the same for all that it selects`;
}

/** Why it may matter all the same, as a clause; undefined where everything is known. */
function doubtAbout(policy: PolicyEffects, { changesOwnEnd, seesAllEnds }: Redundant, facts: Facts): string | undefined {
  const unseen = policy.emptyPeers.find(({ isJudged }) => !isJudged);
  if (unseen !== undefined) return `${unseen.path} looks for ${unseen.looksFor}, but ${unseen.why}`;
  if (!seesAllEnds) return 'pods beside the given manifests may be what it is for';
  const elsewhere = changesOwnEnd ? facts.namespaces.flatMap((namespace) => namespace.unknown) : [];
  return policy.partial[0] ?? elsewhere[0];
}

function judge(policy: PolicyEffects, facts: Facts, doubtsIn: ReadonlyMap<string, readonly string[]>): Result {
  const { removal, doubts } = policy;
  if (removal.kind === 'selectsNothing')
    return notApplicable(policy, 'It selects no pod that exists; policy-selects-nothing judges that.', {
      restsOn: noneAnywhere('workloads'),
    });
  if (removal.kind === 'notCompared')
    return unknown(policy, `Whether it changes anything was not looked into: ${ended(removal.reason)}`);
  const elsewhere = removal.kind === 'needed' && removal.elsewhere !== null ? doubtsIn.get(removal.elsewhere) : undefined;
  const doubt = doubts[0] ?? elsewhere?.[0] ?? (removal.kind === 'redundant' ? doubtAbout(policy, removal, facts) : undefined);
  if (doubt !== undefined) return unknown(policy, `Whether it changes anything is not known: ${ended(doubt)}`);
  switch (removal.kind) {
    case 'needed':
      return pass(policy, `Without it, ${removal.says}.`, { strength: 3 });
    case 'forPodsToCome': {
      const where = removal.namespace === null ? 'in namespaces to come' : `in namespace ${removal.namespace}`;
      return pass(policy, `Without it, a new pod without labels ${where} would start with other rules.`, { strength: 3 });
    }
    case 'isDefault':
      return pass(
        policy,
        `It closes every pod by default. At the moment ${listed(removal.by.map(nameOf))} ${removal.by.length === 1 ? 'closes' : 'close'} them too, but for the sake of what is allowed there.`,
        {
          strength: 2,
          evidence: firstFew(removal.by).map((object) => ({ object, says: 'closes the same pods, and allows something' })),
        },
      );
    case 'redundant': {
      const others = removal.changesOwnEnd ? removal.otherEnds : removal.by;
      const says = removal.changesOwnEnd ? 'decides at the other end' : 'decides the same';
      return fail(policy, `Removing it changes no connection: ${reason(removal)}.`, {
        evidence: firstFew(others).map((object) => ({ object, says })),
        restsOn: noneAnywhere('workloads'),
      });
    }
  }
}

const check = (facts: Facts): readonly Result[] => {
  const doubtsIn = new Map(facts.namespaces.map(({ name, unknown }) => [name, unknown]));
  return judgeEffects(facts, (policy) => judge(policy, facts, doubtsIn));
};

export default defineControl({
  id: 'redundant-policy',
  title: 'Every policy changes some connection',
  severity: 'low',
  needs: ['namespaces', 'pods', 'networkpolicies.networking.k8s.io'],
  population: 'policies',
  why: 'A policy without an effect of its own still has to be read, reviewed and kept; and what seems to rest on two policies rests on one.',
  fix: 'Delete the policy, or one of those that say the same.',
  satisfies: { 'nsa-1.2': ['periodic-review'] },

  check,
});
