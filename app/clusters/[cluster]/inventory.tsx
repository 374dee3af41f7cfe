import { EvidenceList } from '#components/finding/evidence-list.tsx';
import { Empty } from '#components/page/empty.tsx';
import { Facts } from '#components/page/facts.tsx';
import { countText } from '#components/text/count-text.ts';
import { Verdict } from '#components/verdict/verdict.tsx';
import type { ClusterOverview } from '#lib/store/read/cluster.ts';
import { sourceText } from '#lib/store/source.ts';

const verdicts = {
  enforcing: <Verdict tone="pass" label="Enforced" />,
  notEnforcing: <Verdict tone="critical" label="Not enforced" letter="✗" />,
  unknown: <Verdict tone="unknown" />,
};

const countOf = (count: number | null): string => (count === null ? 'could not be read' : countText(count));

const workloadsText = ({ workloads, pods }: { readonly workloads: number | null; readonly pods: number | null }): string =>
  workloads === null || pods === null ? countOf(workloads) : `${countText(workloads)} with ${countText(pods)} pods`;

/** Whether policies have an effect here, and how much of everything there is. */
export function Inventory({
  overview: { cluster, summary, scan },
}: {
  readonly overview: Pick<ClusterOverview, 'cluster' | 'summary' | 'scan'>;
}) {
  if (summary === null) return <Empty>Nothing is known before the first scan that succeeds.</Empty>;
  const { enforcement, inventory } = summary;
  return (
    <>
      <Facts
        facts={[
          ['Policies are', verdicts[enforcement.verdict]],
          ['CNI', enforcement.cni ?? 'not recognised'],
          ['Because', enforcement.reason],
          ['Kubernetes', scan?.serverVersion ?? 'not told'],
          ['Read from', sourceText(cluster.source)],
          ['Namespaces', countOf(inventory.namespaces)],
          ['Workloads', workloadsText(inventory)],
          ['Policies', countOf(inventory.policies)],
          ['Services', countOf(inventory.services)],
          ['Nodes', countOf(inventory.nodes)],
        ]}
      />
      {enforcement.evidence.length > 0 && <EvidenceList evidence={enforcement.evidence} />}
    </>
  );
}
