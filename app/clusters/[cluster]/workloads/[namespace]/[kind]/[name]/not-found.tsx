import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { PageHeader } from '#components/page/page-header.tsx';

export default function NoSuchWorkload() {
  return (
    <>
      <PageHeader title="No such workload" />
      <Empty action={<LinkButton href="/">To the fleet</LinkButton>}>
        No running pods of a workload of this name and kind were seen: it may have been removed or scaled to zero, the scan may be
        gone, or the link may have been cut off.
      </Empty>
    </>
  );
}
