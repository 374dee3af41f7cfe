'use client';

import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Empty } from '#components/page/empty.tsx';
import { PageHeader } from '#components/page/page-header.tsx';

const unexpected = 'Something went wrong on the server while it made this page. Its log says what; trying again may help.';

/** What is wrong, as /api/health tells it: the browser is not given the server's own errors. */
async function askHealth(signal: AbortSignal): Promise<string> {
  try {
    const answer = await fetch('/api/health', { signal, cache: 'no-store' });
    const { error }: { error?: unknown } = await answer.json();
    return typeof error === 'string' ? error : unexpected;
  } catch {
    return 'Bulkhead does not answer. Is it still running?';
  }
}

export default function PageError({ retry }: { readonly error: unknown; readonly retry: () => void }) {
  const [reason, setReason] = useState(unexpected);
  useEffect(() => {
    const abort = new AbortController();
    askHealth(abort.signal).then((text) => {
      if (!abort.signal.aborted) setReason(text);
    });
    return () => abort.abort();
  }, []);
  return (
    <div role="alert">
      <PageHeader title="This page could not be made" />
      <Empty action={<Button onClick={retry}>Try again</Button>}>{reason}</Empty>
    </div>
  );
}
