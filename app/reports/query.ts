import { z } from 'zod';
import type { FrameworkId } from '#lib/controls/control.ts';
import { UserError } from '#lib/errors.ts';
import { frameworkOf } from '#lib/frameworks/registry.ts';
import { findCluster } from '#lib/store/clusters.ts';
import type { Store } from '#lib/store/connection.ts';
import type { PostureQuery } from '#lib/store/read/posture.ts';

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const dayMs = 86_400_000;

/** What /api/reports takes. An empty field counts as absent; days are those of UTC, `to` is included. */
export const reportShape = z
  .object({
    cluster: z.string().max(100).optional(),
    framework: z
      .string()
      .default('all')
      .transform((id, context): FrameworkId | 'all' => {
        const framework = id === 'all' ? 'all' : frameworkOf(id)?.id;
        if (framework !== undefined) return framework;
        context.addIssue({ code: 'custom', message: `there is no framework "${id}"` });
        return z.NEVER;
      }),
    from: z.iso.date('must be a day such as 2026-07-21').optional(),
    to: z.iso.date('must be a day such as 2026-07-21').optional(),
    timeZone: z.string().max(100).refine(isZone, 'is not a time zone').default('UTC'),
    paper: z.enum(['A4', 'Letter'], 'must be A4 or Letter').default('A4'),
    findings: z.enum(['sample', 'all'], 'must be sample or all').default('sample'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after the last day',
  });
export type ReportRequest = z.output<typeof reportShape>;

/** The question that the store answers with a posture. Throws UserError where there is no such cluster. */
export async function postureQuery(store: Store, request: ReportRequest, now = new Date()): Promise<PostureQuery> {
  const cluster = request.cluster === undefined ? null : await findCluster(store, { name: request.cluster });
  if (request.cluster !== undefined && cluster === null)
    throw new UserError(`There is no cluster named ${request.cluster} (any more).`, { status: 404 });
  const end = request.to === undefined ? now.getTime() : Math.min(now.getTime(), Date.parse(request.to) + dayMs - 1);
  const begin = request.from === undefined ? end - 90 * dayMs : Date.parse(request.from);
  if (begin > end) throw new UserError('The period of the report lies in the future: choose an earlier first day.');
  return {
    ...(cluster === null ? {} : { cluster: cluster.id }),
    framework: request.framework,
    from: new Date(begin).toISOString(),
    to: new Date(end).toISOString(),
    timeZone: request.timeZone,
    madeAt: now.toISOString(),
  };
}
