import type { Control, FrameworkId, Severity } from '#lib/controls/control.ts';
import { controlOf } from '#lib/controls/registry.ts';
import type { Framework, Requirement } from '#lib/frameworks/framework.ts';
import { frameworks } from '#lib/frameworks/registry.ts';

export interface ControlText extends Pick<Control, 'id' | 'title' | 'severity' | 'why' | 'fix' | 'satisfies'> {
  readonly others: string | null;
}

/** What a control says about itself. One that this version no longer has keeps its id, and the severity its findings had. */
export function controlText(id: string, severity: Severity): ControlText {
  const control = controlOf(id);
  if (control !== undefined) {
    const { title, why, fix, satisfies, others = null } = control;
    return { id, title, severity: control.severity, why, fix, satisfies, others };
  }
  const gone = 'This version of Bulkhead no longer has the control; its results are kept as they were.';
  return { id, title: id, severity, why: gone, fix: gone, satisfies: {}, others: null };
}

export const frameworkOf = (id: FrameworkId | 'all'): Framework | null =>
  frameworks.find((framework) => framework.id === id) ?? null;

/** `CIS Kubernetes Benchmark 2.0.1`, or that the report is over every control. */
export function frameworkName(id: FrameworkId | 'all'): string {
  const framework = frameworkOf(id);
  return framework === null ? (id === 'all' ? 'All controls' : id) : `${framework.name} ${framework.edition}`;
}

/** Null for a requirement that this version's framework does not list. */
export const requirementOf = (framework: FrameworkId | 'all', id: string): Requirement | null =>
  frameworkOf(framework)?.requirements.find((requirement) => requirement.id === id) ?? null;
