import { type SearchParams, single } from '#components/table/table-state.ts';
import type { FrameworkId } from '#lib/controls/control.ts';
import { frameworkOf, frameworks } from '#lib/frameworks/registry.ts';
import type { FleetQuery } from '#lib/store/read/fleet.ts';

const dayMs = 86_400_000;
export const ranges = [7, 30, 90, 365] as const;

/** Which scores a page shows, and over how many days: `?framework=nsa-1.2&days=30`. */
export interface View extends FleetQuery {
  readonly days: (typeof ranges)[number];
}

export function viewOf(params: SearchParams, now = new Date()): View {
  const days = ranges.find((range) => String(range) === single(params, 'days')) ?? 90;
  const ago = (count: number) => new Date(now.getTime() - count * dayMs).toISOString();
  return {
    framework: frameworkIdOf(single(params, 'framework')),
    days,
    now: now.toISOString(),
    from: ago(days),
    since: ago(7),
  };
}

/** `all` for whatever is no framework's id. */
export const frameworkIdOf = (id: string | null): FrameworkId | 'all' => frameworkOf(id ?? '')?.id ?? 'all';

/** What can be chosen where a score is shown. */
export const frameworkChoices: readonly { readonly id: FrameworkId | 'all'; readonly name: string }[] = [
  { id: 'all', name: 'All controls' },
  ...frameworks.map(({ id, name, edition }) => ({ id, name: `${name} ${edition}` })),
];
