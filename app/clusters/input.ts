import path from 'node:path';
import { z } from 'zod';
import { env } from '#lib/env.ts';
import { UserError } from '#lib/errors.ts';
import { checkSchedule } from '#lib/queue/schedules.ts';
import { type ClusterInput, clusterName } from '#lib/store/clusters.ts';

/** An absolute path below the folder that the configuration opens to people; throws UserError for any other. */
function manifestsPath(given: string, root: string | null): string {
  if (root === null)
    throw new UserError(
      'This server does not read manifests that are named here: set BULKHEAD_MANIFESTS_ROOT to the folder that it may read.',
    );
  if (root === 'any') {
    if (!path.isAbsolute(given)) throw new UserError('Give the whole path, beginning at the root of the file system.');
    return path.resolve(given);
  }
  const resolved = path.resolve(root, given);
  if (resolved !== root && !resolved.startsWith(`${root}${path.sep}`))
    throw new UserError(`Only what is below ${root} may be read (BULKHEAD_MANIFESTS_ROOT).`);
  return resolved;
}

/** Runs a check that throws UserError, and tells its message beside the field. */
function checked<T>(context: z.RefinementCtx, field: string, check: () => T): T | typeof z.NEVER {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.addIssue({ code: 'custom', path: [field], message: error.message });
    return z.NEVER;
  }
}

/** What the form of a cluster sends, as the store takes it. */
export const clusterForm = z
  .object({
    name: clusterName,
    kind: z.enum(['context', 'inCluster', 'manifests'], 'Choose where the cluster is read from.'),
    context: z.string().trim().max(300, 'The name has more than 300 characters.').default(''),
    path: z.string().trim().max(4096, 'The path has more than 4096 characters.').default(''),
    cron: z.string().trim().max(200, 'The schedule has more than 200 characters.').default(''),
    timeZone: z.string().trim().max(100, 'The time zone has more than 100 characters.').default('UTC'),
  })
  .transform(({ name, kind, context, path: given, cron, timeZone }, issues): ClusterInput => {
    if (kind === 'context' && context === '')
      issues.addIssue({ code: 'custom', path: ['context'], message: 'Name a context of the kubeconfig.' });
    if (kind === 'manifests' && given === '')
      issues.addIssue({ code: 'custom', path: ['path'], message: 'Name a folder or a file.' });
    const schedule = cron === '' ? null : checked(issues, 'cron', () => checkSchedule({ cron, timeZone }).cron);
    if (kind === 'context') return { name, source: { kind, context }, cron: schedule, timeZone };
    if (kind === 'inCluster') return { name, source: { kind }, cron: schedule, timeZone };
    const folder = given === '' ? given : checked(issues, 'path', () => manifestsPath(given, env().manifestsRoot));
    return { name, source: { kind, path: folder }, cron: schedule, timeZone };
  });
