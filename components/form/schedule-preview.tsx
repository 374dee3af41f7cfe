'use client';

import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';

/** As /api/schedule answers. `next` are RFC 3339. */
type Preview = { readonly words: string; readonly next: readonly string[] } | { readonly error: string };

const runText = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at));

/** What a schedule means, in words, and when it comes next. */
export function SchedulePreview({ cron, timeZone }: { readonly cron: string; readonly timeZone: string }) {
  const [asked] = useDebouncedValue(`?${new URLSearchParams({ cron, timeZone })}`, 250);
  const [preview, setPreview] = useState<Preview | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    fetch(`/api/schedule${asked}`, { signal: abort.signal })
      .then((answer): Promise<Preview> => answer.json())
      .catch((): Preview => ({ error: 'Bulkhead does not answer; the schedule is checked when you save.' }))
      .then((answer) => {
        if (!abort.signal.aborted) setPreview(answer);
      });
    return () => abort.abort();
  }, [asked]);
  if (preview === null) return <Text size="sm">&nbsp;</Text>;
  if ('error' in preview) return <Text size="sm">{preview.error}</Text>;
  return (
    <Text size="sm" role="status">
      {preview.words}. Next: {preview.next.map((at) => runText(at, timeZone)).join('; ')} ({timeZone}).
    </Text>
  );
}
