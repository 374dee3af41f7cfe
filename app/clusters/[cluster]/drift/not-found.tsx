import { LinkButton } from '#components/link-button.tsx';
import { Empty } from '#components/page/empty.tsx';
import { PageHeader } from '#components/page/page-header.tsx';

export default function NoSuchScan() {
  return (
    <>
      <PageHeader title="Not found" />
      <Empty action={<LinkButton href="/">To the fleet</LinkButton>}>
        There is no such scan of this cluster (any more), or no such cluster. Old scans are removed after the time that the
        settings keep them.
      </Empty>
    </>
  );
}
