import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { Link } from '#components/link.tsx';
import { PageHeader } from '#components/page/page-header.tsx';
import { pageInstead, type SearchParams, tableAddress, withParams } from '#components/table/table-state.ts';
import { clusterPath, pairsPath, reachabilityPath } from '../../../../links.ts';
import { type ClusterParams, clusterOf } from '../../../cluster-of.ts';
import { reachShown } from '../../reach-shown.ts';
import { NoRecord } from '../no-record.tsx';
import { ReachNotices } from '../notices.tsx';
import { ScanLine } from '../scan-line.tsx';
import { Pairs } from './pairs.tsx';
import { pairFields } from './query.ts';
import { chosenPairs, endsOf, pairRows } from './rows.ts';

export const metadata: Metadata = { title: 'Open pairs' };

interface Props extends ClusterParams {
  readonly searchParams: Promise<SearchParams>;
}

export default async function PairsPage(props: Props) {
  const [{ id, name }, params] = await Promise.all([clusterOf(props), props.searchParams]);
  const fields = pairFields(params);
  const { from, to } = fields;
  const { shown, summary, recalled, partial } = await reachShown(id, params);
  const header = (
    <PageHeader
      title={from === to ? `Within ${from}` : `From ${from} to ${to}`}
      above={[
        { title: 'Fleet', href: '/' },
        { title: name, href: clusterPath(name) },
        { title: 'Reachability', href: reachabilityPath(name, shown?.asked) },
      ]}
      lede={shown && <ScanLine cluster={name} shown={shown} newest={pairsPath(name, from, to)} />}
      actions={from !== to && <Link href={pairsPath(name, to, from, shown?.asked)}>The other way round</Link>}
    />
  );
  if (shown === null || recalled === null)
    return (
      <>
        {header}
        <NoRecord cluster={name} shown={shown} />
      </>
    );
  const ends = endsOf(recalled, fields) ?? notFound();
  const address = tableAddress(`${reachabilityPath(name)}/pairs`, params);
  const all = pairRows(recalled, ends);
  const rows = chosenPairs(all, fields);
  const instead = pageInstead(address.state, rows.length);
  if (instead !== null) redirect(withParams(address.path, params, { page: instead }));
  return (
    <>
      {header}
      <ReachNotices summary={summary} partial={partial} />
      <Pairs cluster={name} scan={shown.asked} ends={ends} all={all} rows={rows} fields={fields} address={address} />
    </>
  );
}
