import type { Metadata } from 'next';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import type { SearchParams } from '#components/table/table-state.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readSummary } from '#lib/store/read/scan.ts';
import { readMatrix } from '#lib/store/read/segmentation.ts';
import { clusterPath, reachabilityPath } from '../../../links.ts';
import { type ClusterParams, clusterOf } from '../../cluster-of.ts';
import { scanShown } from '../../scan-shown.ts';
import { ReadingNotices } from '../reading-notices.tsx';
import { chosenMap } from './chosen.ts';
import { ReachFigures } from './figures.tsx';
import { ReachMap } from './map.tsx';
import { NoRecord } from './no-record.tsx';
import { ReachNotices } from './notices.tsx';
import { OpenPairs } from './open-pairs.tsx';
import { mapFields } from './query.ts';
import { ScanLine } from './scan-line.tsx';

export const metadata: Metadata = { title: 'Reachability' };

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

export default async function ReachabilityPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const shown = await scanShown(id, params);
  const [summary, recorded] =
    shown === null
      ? [null, null]
      : await Promise.all([readSummary(sharedStore(), id, shown.scan.number), readMatrix(sharedStore(), id, shown.scan.number)]);
  const fields = mapFields(params);
  const chosen = recorded && chosenMap(recorded.matrix, fields);
  const asked = shown?.asked ?? null;
  const namespaces = recorded?.matrix.groups.length ?? 0;
  return (
    <>
      <PageHeader
        title="Reachability"
        above={[
          { title: 'Fleet', href: '/' },
          { title: name, href: clusterPath(name) },
        ]}
        lede={shown && <ScanLine cluster={name} shown={shown} newest={reachabilityPath(name)} />}
      />
      <ReadingNotices failure={null} summary={summary} />
      {recorded === null || chosen === null ? (
        <NoRecord cluster={name} shown={shown} />
      ) : (
        <>
          <ReachNotices summary={summary} partial={recorded.partial} />
          <ReachFigures cluster={name} scan={asked} figures={recorded.figures} />
          <Section title="Who can reach whom" note="From the namespaces on the left to those at the top, on any port.">
            <ReachMap cluster={name} scan={asked} fields={fields} chosen={chosen} namespaces={namespaces} />
          </Section>
          {namespaces > 0 && (
            <Section title="Most open namespaces">
              <OpenPairs cluster={name} scan={asked} cells={chosen.cells} params={params} />
            </Section>
          )}
        </>
      )}
    </>
  );
}
