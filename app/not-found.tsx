import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { PageHeader } from '#components/page/page-header.tsx';

export default function NotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <Empty action={<LinkButton href="/">To the fleet</LinkButton>}>
        There is nothing at this address. The cluster, scan, namespace, workload or finding that it names may have been removed,
        or the link may have been cut off.
      </Empty>
    </>
  );
}
