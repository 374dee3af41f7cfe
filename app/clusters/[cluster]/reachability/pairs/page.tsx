import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { Link } from '#components/link.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { Section } from '#components/page/section.tsx';
import { pageInstead, type SearchParams, tableAddress, withParams } from '#components/table/table-state.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { readReach } from '#lib/store/read/reach.ts';
import { clusterPath, pairsPath, reachabilityPath } from '../../../../links.ts';
import { type ClusterParams, clusterOf } from '../../../cluster-of.ts';
import { scanShown } from '../../../scan-shown.ts';
import { NoRecord } from '../no-record.tsx';
import { ScanLine } from '../scan-line.tsx';
import { PairFilters } from './filters.tsx';
import { mostOnMap, PairMap } from './map.tsx';
import { pairFields } from './query.ts';
import { chosenPairs, endsOf, pairRows } from './rows.ts';
import { PairTable } from './table.tsx';

export const metadata: Metadata = { title: 'Open pairs' };

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

export default async function PairsPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const fields = pairFields(params);
  const { from, to } = fields;
  const shown = await scanShown(id, params);
  const recalled = shown && (await readReach(sharedStore(), id, shown.scan.number));
  if (shown === null || recalled === null) return <NoRecord cluster={name} shown={shown} />;
  const { sources, targets } = endsOf(recalled, fields) ?? notFound();
  const path = `${reachabilityPath(name)}/pairs`;
  const address = tableAddress(path, params);
  const all = pairRows(recalled, sources, targets);
  const rows = chosenPairs(all, fields);
  const instead = pageInstead(address.state, rows.length);
  if (instead !== null) redirect(withParams(path, params, { page: instead }));
  return (
    <>
      <PageHeader
        title={from === to ? `Within ${from}` : `From ${from} to ${to}`}
        above={[
          { title: 'Fleet', href: '/' },
          { title: name, href: clusterPath(name) },
          { title: 'Reachability', href: reachabilityPath(name, shown.asked) },
        ]}
        lede={<ScanLine cluster={name} shown={shown} newest={pairsPath(name, from, to)} />}
        actions={from !== to && <Link href={pairsPath(name, to, from, shown.asked)}>The other way round</Link>}
      />
      {sources.length <= mostOnMap && targets.length <= mostOnMap && (
        <PairMap cluster={name} scan={shown.asked} sources={sources} targets={targets} rows={all} />
      )}
      <Section title="Pairs of workloads">
        <PairFilters path={path} params={params} fields={fields} />
        <PairTable
          cluster={name}
          scan={shown.asked}
          from={from}
          to={to}
          rows={rows}
          address={address}
          all={withParams(path, params, { q: null, show: 'all', page: null })}
        />
      </Section>
    </>
  );
}
