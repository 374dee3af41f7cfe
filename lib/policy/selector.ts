import { z } from 'zod';
import type { Labels } from '#lib/snapshot/objects.ts';

type Operator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

export interface Selector {
  readonly requirements: readonly { readonly key: string; readonly operator: Operator; readonly values: ReadonlySet<string> }[];
}

/** Selects everything: `{}`. */
export const everything: Selector = { requirements: [] };

// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const name = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const prefix = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

const isKey = (key: string): boolean => {
  const [first = '', second, ...more] = key.split('/');
  return (
    more.length === 0 &&
    (second === undefined ? name.test(first) : first.length <= 253 && prefix.test(first) && name.test(second))
  );
};

const key = z.string().refine(isKey, { error: (issue) => `${JSON.stringify(issue.input)} is no label key` });
const value = z.string().refine((text) => text === '' || name.test(text), {
  error: (issue) => `${JSON.stringify(issue.input)} is no label value`,
});

const expression = z
  .strictObject({ key, operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']), values: z.array(value).nullish() })
  .superRefine(({ operator, values }, context) => {
    const wantsValues = operator === 'In' || operator === 'NotIn';
    if (wantsValues !== (values?.length ?? 0) > 0) {
      context.addIssue({
        code: 'custom',
        path: ['values'],
        message: `operator ${operator} needs ${wantsValues ? 'values' : 'no values'}`,
      });
    }
  });

/** A `metav1.LabelSelector` as the API accepts it; anything else is an issue that names the field. */
export const selectorSchema = z
  .strictObject({ matchLabels: z.record(key, value).nullish(), matchExpressions: z.array(expression).nullish() })
  .transform(
    ({ matchLabels, matchExpressions }): Selector => ({
      requirements: [
        // The order of the labels is no part of what was said, and must not be one of what is told about it.
        ...Object.entries(matchLabels ?? {})
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, only]) => ({ key, operator: 'In' as const, values: new Set([only]) })),
        ...(matchExpressions ?? []).map(({ key, operator, values }) => ({ key, operator, values: new Set(values ?? []) })),
      ],
    }),
  );

/** The value of a label that is there: keys may be called like what every object has (`constructor`). */
export const labelOf = (labels: Labels, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

/** NotIn and DoesNotExist also match where the key is missing (apimachinery, `labels.Requirement.Matches`). */
function holds({ key, operator, values }: Selector['requirements'][number], labels: Labels): boolean {
  const value = labelOf(labels, key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.has(value);
    case 'NotIn':
      return value === undefined || !values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** Every requirement holds. */
export const matches = (selector: Selector, labels: Labels): boolean =>
  selector.requirements.every((requirement) => holds(requirement, labels));

/** The label keys that decide the answer. */
export const keysOf = (selector: Selector): readonly string[] => selector.requirements.map(({ key }) => key);

/** No labels whatever can meet all requirements. */
export const isImpossible = ({ requirements }: Selector): boolean =>
  requirements.length > 1 &&
  Map.groupBy(requirements, ({ key }) => key)
    .values()
    .some((asked) => {
      const of = (operator: Operator) => asked.filter((one) => one.operator === operator);
      const [first, ...more] = of('In');
      if (of('DoesNotExist').length > 0) return first !== undefined || of('Exists').length > 0;
      const left = [...(first?.values ?? [])].filter(
        (one) => more.every(({ values }) => values.has(one)) && of('NotIn').every(({ values }) => !values.has(one)),
      );
      return first !== undefined && left.length === 0;
    });
