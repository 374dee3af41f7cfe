import type { RuleRef } from '#lib/facts/facts.ts';
import type { ObjectRef } from '#lib/snapshot/objects.ts';

/** `Deployment web`: for sentences about an object whose namespace the reader already knows. */
export const nameOf = ({ kind, name }: ObjectRef): string => `${kind} ${name}`;

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`: short enough for one sentence, in the order given. */
export function listed(names: readonly string[], atMost = 3): string {
  const shown = names.slice(0, names.length === atMost + 1 ? atMost + 1 : atMost);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** As many as a person reads: the first ten objects prove a verdict as well as ten thousand would. */
export const firstFew = <Item>(items: readonly Item[]): readonly Item[] => items.slice(0, 10);

/** `1 policy`, `2 policies`, `no policies`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number === 0 ? 'no' : number} ${number === 1 ? one : many}`;

/** A clause with its full stop. */
export const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A clause as a sentence of its own: `only some pods` becomes `Only some pods.` */
export const sentence = (text: string): string => ended(text.charAt(0).toUpperCase() + text.slice(1));

/** `NetworkPolicy open-house (spec.ingress[0] and spec.egress[0])`: rules by the policy that they stand in, the first few. */
export function rulesText(rules: readonly RuleRef[]): string {
  const byPolicy = Map.groupBy(firstFew(rules), ({ policy }) => nameOf(policy));
  const parts = [...byPolicy].map(([policy, own]) => `${policy} (${listed(own.map(({ path }) => path))})`);
  const rest = rules.length - firstFew(rules).length;
  return rest > 0 ? `${parts.join(', ')} and ${counted(rest, 'more rule')}` : listed(parts);
}
