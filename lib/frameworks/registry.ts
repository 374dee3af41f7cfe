import type { FrameworkId } from '#lib/controls/control.ts';
import { cis } from './cis-2.0.1.ts';
import type { Framework } from './framework.ts';
import { nsa } from './nsa-1.2.ts';
import { owasp } from './owasp-k8s-2025.ts';

const byId: Readonly<Record<FrameworkId, Framework>> = { 'cis-2.0.1': cis, 'nsa-1.2': nsa, 'owasp-k8s-2025': owasp };

export const frameworks: readonly Framework[] = Object.values(byId);

const isFrameworkId = (id: string): id is FrameworkId => Object.hasOwn(byId, id);

export function frameworkOf(id: FrameworkId): Framework;
/** Undefined for an id that no framework has. */
export function frameworkOf(id: string): Framework | undefined;
export function frameworkOf(id: string): Framework | undefined {
  return isFrameworkId(id) ? byId[id] : undefined;
}
