'use client';

import { useEffect, useState } from 'react';
import type { Destination } from './command-palette.tsx';

interface Found {
  readonly found: readonly Destination[];
  /** The server did not answer. */
  readonly silent: boolean;
}

const nothing: Found = { found: [], silent: false };

async function foundBy(text: string, signal: AbortSignal): Promise<Found> {
  const answer = await fetch(`/api/search?${new URLSearchParams({ q: text })}`, { signal });
  return answer.ok ? { found: await answer.json(), silent: false } : { found: [], silent: true };
}

/** Namespaces and workloads whose names hold the text, as /api/search answers; none for a single letter. */
export function useFoundNames(text: string): Found {
  const [state, setState] = useState(nothing);
  const asked = text.trim();
  useEffect(() => {
    if (asked.length < 2) {
      setState(nothing);
      return;
    }
    const abort = new AbortController();
    foundBy(asked, abort.signal)
      .catch((): Found => ({ found: [], silent: true }))
      .then((state) => {
        if (!abort.signal.aborted) setState(state);
      });
    return () => abort.abort();
  }, [asked]);
  return state;
}
