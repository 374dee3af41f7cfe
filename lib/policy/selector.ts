import { isLabelKey, isLabelValue } from '#lib/snapshot/names.ts';
import type { Labels } from '#lib/snapshot/objects.ts';
import { entriesOf, listOf, mapping, mistake, oneOf, optional, type Reader, text } from './readers.ts';

type Operator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

export interface Selector {
  readonly requirements: readonly { readonly key: string; readonly operator: Operator; readonly values: ReadonlySet<string> }[];
}

/** Selects everything: `{}`. */
export const everything: Selector = { requirements: [] };

const labelKey: Reader<string> = (given) => {
  const key = text(given);
  if (!isLabelKey(key)) throw mistake(`${JSON.stringify(key)} is no label key`);
  return key;
};
const labelValue: Reader<string> = (given) => {
  const value = text(given);
  if (!isLabelValue(value)) throw mistake(`${JSON.stringify(value)} is no label value`);
  return value;
};

const expression = mapping(
  {
    key: labelKey,
    operator: oneOf<Operator>(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: optional(listOf(labelValue)),
  },
  ({ operator, values = [] }) => {
    const wantsValues = operator === 'In' || operator === 'NotIn';
    if (wantsValues !== values.length > 0)
      throw mistake(`operator ${operator} needs ${wantsValues ? 'values' : 'no values'}`, 'values');
  },
);

const labelSelector = mapping({
  matchLabels: optional(
    entriesOf((key, value) => ({ key: labelKey(key), operator: 'In' as const, values: new Set([labelValue(value)]) })),
  ),
  matchExpressions: optional(listOf(expression)),
});

/** A `metav1.LabelSelector` as the API accepts it. */
export const selectorOf: Reader<Selector> = (value) => {
  const { matchLabels = [], matchExpressions = [] } = labelSelector(value);
  return {
    requirements: [
      // The order of the labels is no part of what was said, and must not be one of what is told about it.
      ...matchLabels.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
      ...matchExpressions.map(({ key, operator, values }) => ({ key, operator, values: new Set(values) })),
    ],
  };
};

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
