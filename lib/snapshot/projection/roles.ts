import type { KubeObject, PolicyRule, Role, RoleBinding } from '../objects.ts';
import { type Fields, list, mapping, nonEmpty, optional, optionalText, text, texts } from './fields.ts';

function policyRule(value: unknown, index: number): PolicyRule {
  const path = `rules[${index}]`;
  const rule = mapping(value, path);
  return {
    ...optional('apiGroups', nonEmpty(texts(rule.apiGroups, `${path}.apiGroups`))),
    ...optional('resources', nonEmpty(texts(rule.resources, `${path}.resources`))),
    ...optional('resourceNames', nonEmpty(texts(rule.resourceNames, `${path}.resourceNames`))),
    verbs: texts(rule.verbs, `${path}.verbs`),
  };
}

export function role(head: KubeObject, raw: Fields): Role {
  const aggregated = raw.aggregationRule !== undefined && raw.aggregationRule !== null;
  return { ...head, rules: list(raw.rules, 'rules').map(policyRule), ...(aggregated ? { aggregated: true } : {}) };
}

export function roleBinding(head: KubeObject, raw: Fields): RoleBinding {
  const ref = mapping(raw.roleRef, 'roleRef');
  return {
    ...head,
    roleRef: { kind: text(ref.kind, 'roleRef.kind'), name: text(ref.name, 'roleRef.name') },
    subjects: list(raw.subjects, 'subjects').map((item, index) => {
      const path = `subjects[${index}]`;
      const subject = mapping(item, path);
      return {
        kind: text(subject.kind, `${path}.kind`),
        name: text(subject.name, `${path}.name`),
        ...optional('namespace', optionalText(subject.namespace, `${path}.namespace`)),
      };
    }),
  };
}
