import type { KubeObject, Pod, WorkloadObject } from '../objects.ts';
import type { Resource } from '../resources.ts';
import { count, type Fields, list, mapping, nonEmpty, optional, optionalMapping, optionalText, text } from './fields.ts';
import { type Context, podSpec, podTemplate } from './pods.ts';

export function pod(head: KubeObject, raw: Fields, _resource: Resource, context: Context): Pod {
  const status = optionalMapping(raw.status, 'status');
  const listed = list(status.podIPs, 'status.podIPs').map((item, index) =>
    text(mapping(item, `status.podIPs[${index}]`).ip, `status.podIPs[${index}].ip`),
  );
  const single = optionalText(status.podIP, 'status.podIP');
  const podIPs = nonEmpty(listed) ?? (single ? [single] : undefined);
  const phase = optionalText(status.phase, 'status.phase');
  const hostIP = optionalText(status.hostIP, 'status.hostIP');
  return {
    ...head,
    spec: podSpec(raw.spec, 'spec', context),
    status: { ...(phase ? { phase } : {}), ...(podIPs ? { podIPs } : {}), ...(hostIP ? { hostIP } : {}) },
  };
}

export function workload(head: KubeObject, raw: Fields, resource: Resource, context: Context): WorkloadObject {
  // A live server is asked for the metadata alone of these.
  if (resource.metadataOnly && raw.spec === undefined) return head;
  const spec = mapping(raw.spec, 'spec');
  const jobSpec = resource.kind === 'CronJob' ? 'spec.jobTemplate.spec' : 'spec';
  const holder = resource.kind === 'CronJob' ? mapping(mapping(spec.jobTemplate, 'spec.jobTemplate').spec, jobSpec) : spec;
  return {
    ...head,
    template: podTemplate(holder.template, `${jobSpec}.template`, context),
    ...optional('replicas', count(spec.replicas, 'spec.replicas')),
  };
}
