import { expect, it } from 'vitest';
import type { Outcome } from '#lib/controls/control.ts';
import { controls } from '#lib/controls/registry.ts';
import { runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import { sealSnapshot } from '#lib/snapshot/canonical.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { type ResourceName, resourceNames } from '#lib/snapshot/resources.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { story } from '#tests/support/story.ts';

/** Every verdict, by the control and the object that it is about. */
function verdictsOf(snapshot: Snapshot): ReadonlyMap<string, Outcome> {
  const facts = factsOf(snapshot);
  return new Map(
    controls.flatMap((control) =>
      runControl(control, facts, []).results.map(
        ({ resource, outcome }) => [`${control.id}: ${refText(resource)}`, outcome] as const,
      ),
    ),
  );
}

/** As if some resources might not be listed. */
const without = (snapshot: Snapshot, hidden: readonly ResourceName[]): Snapshot =>
  sealSnapshot({
    ...snapshot,
    reads: {
      ...snapshot.reads,
      ...Object.fromEntries(hidden.map((name) => [name, { status: 'forbidden', message: 'no' } as const])),
    },
    objects: { ...snapshot.objects, ...Object.fromEntries(hidden.map((name) => [name, []])) },
  });

// In manifests, what makes pods stands for them, and is never forbidden.
const makers: readonly ResourceName[] = [
  'replicationcontrollers',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'jobs.batch',
  'cronjobs.batch',
];
const hideable = resourceNames.filter((name) => !makers.includes(name));

/** What of the verdicts without some resources is not so with them: all but what is unknown, or what they made the control speak about. */
function wrongWithout(
  snapshot: Snapshot,
  truth: ReadonlyMap<string, Outcome>,
  hidden: readonly ResourceName[],
): readonly string[] {
  return [...verdictsOf(without(snapshot, hidden))].flatMap(([about, outcome]) => {
    const real = truth.get(about);
    const isRight = outcome === 'unknown' || outcome === real || (outcome !== 'fail' && real === undefined);
    return isRight ? [] : [`${hidden.join(' and ')} hidden: ${outcome} ${about}, which is ${real ?? 'not spoken about'}`];
  });
}

it.each([
  'closed-shop-on-flannel',
  'shop-with-many-doors',
  'below-the-platform',
  'where-data-lives',
  'who-writes-policies',
  'rules-that-others-overrule',
])('no verdict about %s rests on what could not be read', (name) => {
  const snapshot = story(name);
  const truth = verdictsOf(snapshot);
  expect(hideable.flatMap((hidden) => wrongWithout(snapshot, truth, [hidden]))).toEqual([]);
  // What there is none of says nothing in pairs, either.
  const filled = hideable.filter((hidden) => (snapshot.objects[hidden] ?? []).length > 0);
  const pairs = filled.flatMap((one, index) => filled.slice(index + 1).map((other) => [one, other]));
  expect(pairs.flatMap((pair) => wrongWithout(snapshot, truth, pair))).toEqual([]);
});
