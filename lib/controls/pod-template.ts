import type { ObjectRef } from '#lib/snapshot/objects.ts';

/** Where a field of the pod stands in the object that makes the pods: `spec.template.spec.hostNetwork` in a Deployment. */
export function pathInPods({ kind }: ObjectRef, path: string): string {
  switch (kind) {
    case 'Pod':
      return path;
    case 'CronJob':
      return `spec.jobTemplate.spec.template.${path}`;
    default:
      return `spec.template.${path}`;
  }
}
