import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { clusterPath } from '../../../links.ts';
import type { ScanShown } from '../../scan-shown.ts';

interface Props {
  readonly cluster: string;
  readonly shown: ScanShown | null;
}

function reasonOf(shown: ScanShown | null): string {
  if (shown === null) return 'No scan has succeeded yet, so nothing is known of who can reach whom.';
  const { number, status, version } = shown.scan;
  if (status === 'failed') return `Scan ${number} failed, so it tells nothing of who can reach whom.`;
  return `Scan ${number} does not tell who can reach whom: Bulkhead ${version} did not keep it then, or pods, namespaces or policies could not be read. A new scan that can read them will.`;
}

/** Stands where a page has nothing to show, because no scan says who can reach whom. */
export function NoRecord({ cluster, shown }: Props) {
  return <Empty action={<LinkButton href={clusterPath(cluster)}>Scan the cluster</LinkButton>}>{reasonOf(shown)}</Empty>;
}
