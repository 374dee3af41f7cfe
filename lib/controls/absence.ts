import type { Facts, LeftOut, ObjectSort } from '#lib/facts/facts.ts';
import { type Absence, type Result, unknown } from './control.ts';
import { ended } from './wording.ts';

/** There is none of these in one namespace. */
export const noneIn = (namespace: string, ...sorts: readonly ObjectSort[]): Absence => ({
  sorts,
  where: (name) => name === namespace,
});

/** There is none of these in any other namespace. */
export const noneBeside = (namespace: string, ...sorts: readonly ObjectSort[]): Absence => ({
  sorts,
  where: (name) => name !== namespace,
});

/** There is none of these in the whole cluster. */
export const noneAnywhere = (...sorts: readonly ObjectSort[]): Absence => ({ sorts, where: () => true });

/** What was left out and may be what a verdict says that there is none of. */
export const mayBeAmong = ({ leftOut }: Pick<Facts, 'leftOut'>, { sorts, where }: Absence): readonly LeftOut[] =>
  leftOut.filter(
    ({ sort, ref }) => (sort === 'anything' || sorts.includes(sort)) && (ref.namespace === null || where(ref.namespace)),
  );

/** The verdict, or `unknown` with the reason where it says that there is none of something, and there may be one. */
export function asFarAsKnown({ restsOn, ...result }: Result, facts: Pick<Facts, 'leftOut'>): Result {
  const [first] = restsOn === undefined ? [] : mayBeAmong(facts, restsOn);
  if (first === undefined || result.outcome === 'unknown') return result;
  const { evidence, literal, message } = result;
  return unknown(result.resource, `As far as can be told: ${message.replace(/\.$/, '')}; but ${ended(first.clause)}`, {
    evidence,
    ...(literal === undefined ? {} : { literal }),
  });
}
