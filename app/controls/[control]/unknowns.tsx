import { Section } from '#components/page/section.tsx';
import { ObjectName } from '#components/text/object-name.tsx';
import type { Cluster } from '#lib/store/clusters.ts';
import type { ControlOnCluster } from '#lib/store/read/controls.ts';

const most = 50;

/** What could not be judged, and why; nothing where everything could. */
export function Unknowns({
  clusters,
  standings,
}: {
  readonly clusters: readonly Cluster[];
  readonly standings: readonly ControlOnCluster[];
}) {
  const names = new Map(clusters.map(({ id, name }) => [id, name]));
  const all = standings.flatMap(({ cluster, unknowns }) => unknowns.map((result) => ({ cluster: names.get(cluster), result })));
  if (all.length === 0) return null;
  return (
    <Section title="What could not be judged" note={all.length > most ? `The first ${most} of ${all.length}.` : undefined}>
      <ul>
        {all.slice(0, most).map(({ cluster, result: { resource, message } }) => (
          <li key={`${cluster}/${resource.kind}/${resource.namespace}/${resource.name}`}>
            <ObjectName cluster={cluster} resource={resource} withKind /> {message}
          </li>
        ))}
      </ul>
    </Section>
  );
}
