import { objectsOf, type Snapshot } from '#lib/snapshot/snapshot.ts';
import { gatewayGroup } from './gateways.ts';
import { listOf, optional, part, text, tryRead } from './readers.ts';

const grantSpec = part({
  from: listOf(part({ group: text, kind: text, namespace: text })),
  to: listOf(part({ group: optional(text), kind: text, name: optional(text) })),
});

type Answer = { readonly answer: 'yes' | 'no' } | { readonly answer: 'unknown'; readonly why: string };

/** Whether routes of a kind and a namespace may send traffic to a Service of another namespace; within one they always may. */
export type Grants = (kind: string, from: string, namespace: string, service: string) => Answer;

/** By the ReferenceGrants of the Service's namespace: https://gateway-api.sigs.k8s.io/api-types/referencegrant/ */
export function grantsOf(snapshot: Snapshot): Grants {
  const resource = 'referencegrants.gateway.networking.k8s.io';
  const given = objectsOf(snapshot, resource).map(({ metadata, spec }) => ({
    namespace: metadata.namespace ?? 'default',
    read: tryRead(grantSpec, spec),
  }));
  const { status } = snapshot.reads[resource];
  const lost = snapshot.problems.filter((problem) => problem.resource === resource);
  return (kind, from, namespace, service) => {
    if (from === namespace) return { answer: 'yes' };
    const here = given.filter((grant) => grant.namespace === namespace);
    const isGranted = here.some(
      ({ read }) =>
        'value' in read &&
        read.value.from.some((one) => one.group === gatewayGroup && one.kind === kind && one.namespace === from) &&
        read.value.to.some(
          ({ group = '', kind: sort, name = service }) => group === '' && sort === 'Service' && name === service,
        ),
    );
    if (isGranted) return { answer: 'yes' };
    if (status !== 'read' && status !== 'absent') return { answer: 'unknown', why: 'ReferenceGrants could not be read' };
    const odd = here.some(({ read }) => 'reason' in read) || lost.some((one) => (one.namespace ?? namespace) === namespace);
    return odd ? { answer: 'unknown', why: `one of namespace ${namespace} could not be understood` } : { answer: 'no' };
  };
}
