import { LinkButton } from '#components/link-button.tsx';
import { Section } from '#components/page/section.tsx';
import type { SearchParams } from '#components/table/table-state.ts';
import { countText } from '#components/text/count-text.ts';
import type { WorkloadReach } from '#lib/assess/workload-reach.ts';
import type { Cluster } from '#lib/store/clusters.ts';
import type { AssessmentSummary } from '#lib/store/save/save-scan.ts';
import { explainPath } from '../../../../../../links.ts';
import type { ScanShown } from '../../../../../scan-shown.ts';
import { BlastRadius } from './blast-radius.tsx';
import { Entries } from './entries.tsx';
import { WorkloadFindings } from './findings.tsx';
import { Newcomers } from './newcomers.tsx';
import { Outside } from './outside.tsx';
import { Parts } from './parts.tsx';
import { Peers } from './peers.tsx';
import { Policies } from './policies.tsx';

interface Props {
  readonly cluster: Cluster;
  /** The scan that was asked for by its number; null for the newest. */
  readonly scan: number | null;
  readonly shown: ScanShown;
  readonly enforcement: AssessmentSummary['enforcement'];
  readonly reach: WorkloadReach;
  readonly params: SearchParams;
}

const peersNote = (count: number, others: number): string =>
  count === 0
    ? `None of ${countText(others)} other ${others === 1 ? 'workload' : 'workloads'}.`
    : `By namespace, with the ports that both sides let through.`;

export function WorkloadSections({ cluster: { id, name }, scan, shown, enforcement, reach, params }: Props) {
  const place = { cluster: name, scan, reach };
  return (
    <>
      <Section title="Blast radius" note="Who is in reach of whoever takes it, by the fewest hops, on any port.">
        <BlastRadius {...place} />
      </Section>
      {reach.parts.length > 1 && (
        <Section title="Parts" note="Policies tell its pods apart, so that not all of them reach, and are reached by, the same.">
          <Parts reach={reach} />
        </Section>
      )}
      <Section title="Who reaches it" note={peersNote(reach.into.length, reach.others)}>
        <Peers {...place} direction="ingress" params={params} />
      </Section>
      <Section
        title="Whom it reaches"
        note={peersNote(reach.from.length, reach.others)}
        actions={
          <LinkButton href={explainPath(name, reach.id, undefined, scan)} variant="subtle" size="compact-sm">
            Explain another connection
          </LinkButton>
        }
      >
        <Peers {...place} direction="egress" params={params} />
      </Section>
      <Section
        title="Pods that do not exist yet"
        note="What its own policies keep open for pods to come: nobody has to change a policy for them to connect."
      >
        <Newcomers cluster={id} scan={shown.scan.number} reach={reach} enforcement={enforcement} />
      </Section>
      <Section
        title="Addresses outside"
        note="What its own policies let through from and to addresses that are no pods of the cluster."
      >
        <Outside {...place} />
      </Section>
      <Section
        title="Ways in from outside"
        note="Services, Ingresses, routes and host ports that lead to it, and what policies let through."
      >
        <Entries reach={reach} />
      </Section>
      <Section title="Policies with a say" note="In the order in which they are asked.">
        <Policies reach={reach} />
      </Section>
      <WorkloadFindings cluster={{ id, name }} workload={reach.workload} />
    </>
  );
}
