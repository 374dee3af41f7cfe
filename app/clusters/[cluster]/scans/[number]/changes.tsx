import { Link } from '#components/link.tsx';
import { Section } from '#components/page/section.tsx';
import { type Column, DataTable } from '#components/table/data-table.tsx';
import { ObjectName } from '#components/text/object-name.tsx';
import { Outcome } from '#components/verdict/outcome.tsx';
import { controlOf } from '#lib/controls/registry.ts';
import { resourceOf } from '#lib/snapshot/resources.ts';
import type { FindingRow } from '#lib/store/read/finding-rows.ts';
import type { ObjectChange, ScanDetail } from '#lib/store/read/scan.ts';
import { findingColumns } from '../../../../findings/columns.tsx';
import { controlPath } from '../../../../links.ts';

const withoutCluster = findingColumns.filter(({ key }) => ['severity', 'resource', 'message', 'control'].includes(key));

const objectColumns: readonly Column<ObjectChange>[] = [
  { key: 'change', title: 'Change', cell: ({ change }) => change },
  {
    key: 'object',
    title: 'Object',
    width: 'text',
    cell: ({ resource, namespace, name }) => (
      <ObjectName resource={{ kind: resourceOf(resource).kind, namespace, name }} withKind />
    ),
    text: ({ resource, namespace, name }) => `${resource} ${namespace === null ? name : `${namespace}/${name}`}`,
  },
];

interface FindingsProps {
  readonly title: string;
  readonly findings: readonly FindingRow[];
  readonly total: number;
}

function Findings({ title, findings, total }: FindingsProps) {
  if (total === 0) return null;
  return (
    <Section title={title} note={shownOf(findings.length, total)}>
      <DataTable
        name={title}
        unit={['finding', 'findings']}
        columns={withoutCluster}
        rows={findings}
        rowKey={({ id }) => id}
        total={findings.length}
        empty={null}
      />
    </Section>
  );
}

const shownOf = (shown: number, total: number): string | undefined =>
  shown < total ? `The first ${shown} of ${total}.` : undefined;

/** What this scan saw differently from the one before it. */
export function ScanChanges({ detail: { scan, opened, closed, objects, outcomes } }: { readonly detail: ScanDetail }) {
  const changed = scan.added + scan.changed + scan.removed;
  if (changed + scan.opened + scan.closed + outcomes.length === 0) {
    return (
      <Section title="What changed" note="Nothing: the cluster said the same as in the scan before, and was judged the same." />
    );
  }
  return (
    <>
      {outcomes.length > 0 && (
        <Section title="Controls with another outcome">
          <ul>
            {outcomes.map(({ control, severity, from, to, reason }) => (
              <li key={control}>
                <Link href={controlPath(control)}>{controlOf(control)?.title ?? control}</Link>:{' '}
                {from === null ? 'not judged before' : <Outcome outcome={from} severity={severity} />} →{' '}
                <Outcome outcome={to} severity={severity} /> {reason}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Findings title="Findings opened" findings={opened} total={scan.opened} />
      <Findings title="Findings closed" findings={closed} total={scan.closed} />
      {changed > 0 && (
        <Section
          title="Objects that changed"
          note={shownOf(objects.length, changed) ?? `${scan.added} added, ${scan.changed} changed, ${scan.removed} removed.`}
        >
          <DataTable
            name="Objects that changed"
            unit={['object', 'objects']}
            columns={objectColumns}
            rows={objects}
            rowKey={({ resource, namespace, name }) => `${resource}/${namespace}/${name}`}
            total={objects.length}
            empty={null}
          />
        </Section>
      )}
    </>
  );
}
