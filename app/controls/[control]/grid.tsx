import { Link } from '#components/link.tsx';
import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { Outcome } from '#components/verdict/outcome.tsx';
import { OutcomeField } from '#components/verdict/outcome-field.tsx';
import classes from '#components/verdict/verdict.module.css';
import type { Control } from '#lib/controls/control.ts';
import { outcomeOf } from '#lib/controls/run.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import type { ControlOnCluster } from '#lib/store/read/controls.ts';
import { clusterWide } from '../../findings/query.ts';
import { clusterPath, findingsPath } from '../../links.ts';
import { worstFirst } from './worst-first.ts';

interface Props {
  readonly control: Control;
  readonly clusters: readonly Cluster[];
  readonly standings: readonly ControlOnCluster[];
}

/** A row for each cluster, a field for each of its namespaces in which the control judged something. */
export function ControlGrid({ control, clusters, standings }: Props) {
  if (clusters.length === 0) {
    return <Empty action={<LinkButton href="/clusters/new">Add a cluster</LinkButton>}>There is no cluster to judge yet.</Empty>;
  }
  const byCluster = new Map(standings.map((standing) => [standing.cluster, standing]));
  return (
    <div className={classes.grid}>
      {clusters.map(({ id, name }) => {
        const standing = byCluster.get(id);
        return (
          <section key={id} aria-label={name}>
            <h3>
              <Link href={clusterPath(name)}>{name}</Link>
              {standing !== undefined && <Outcome outcome={standing.outcome} severity={control.severity} />}
            </h3>
            {standing === undefined && <p>Not judged yet: no scan of this cluster has succeeded.</p>}
            {standing?.reason != null && <p>{standing.reason}</p>}
            <ul>
              {worstFirst(standing?.namespaces ?? []).map(({ namespace, counts }) => (
                <li key={namespace}>
                  <Link
                    href={findingsPath({
                      cluster: name,
                      control: control.id,
                      namespace: namespace ?? clusterWide,
                      excluded: 'with',
                    })}
                  >
                    <OutcomeField
                      name={namespace ?? clusterWide}
                      outcome={
                        counts.excluded > 0 && counts.pass + counts.fail + counts.unknown === 0 ? 'excluded' : outcomeOf(counts)
                      }
                      severity={control.severity}
                      counts={counts}
                    />
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
