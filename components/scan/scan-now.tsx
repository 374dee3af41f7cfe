'use client';

import { Button, Progress } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { FormAction } from '../form/form-state.ts';
import { useFormAction } from '../form/use-form-action.ts';
import classes from './scan.module.css';
import type { ScanState } from './scan-state.ts';

interface Props {
  readonly cluster: string;
  readonly action: FormAction;
  /** As it stood when the page was made. */
  readonly initial: ScanState;
  /** Answers a ScanState. */
  readonly progressUrl: string;
}

const everyMs = 1000;

/**
 * Starts a scan and follows it. The scan belongs to a worker: it goes on when this page is left, and whoever opens the page meanwhile
 * sees it running.
 */
export function ScanNow({ cluster, action, initial, progressUrl }: Props) {
  const router = useRouter();
  const { state: asked, pending, form } = useFormAction(action);
  const [state, setState] = useState(initial);
  const [lost, setLost] = useState(false);
  const active = state.phase !== 'idle';

  useEffect(() => {
    setState(initial);
  }, [initial]);

  // The answer of the action begins the asking; what it finds may already be that the scan has ended.
  useEffect(() => {
    if (asked.done !== undefined)
      setState((before) => ({ ...before, phase: 'waiting', step: asked.done ?? '', share: null, error: null }));
  }, [asked]);

  useEffect(() => {
    if (!active) return;
    const abort = new AbortController();
    const ask = async () => {
      try {
        const answer = await fetch(progressUrl, { signal: abort.signal, cache: 'no-store' });
        if (!answer.ok) throw new Error(answer.statusText);
        const next: ScanState = await answer.json();
        setLost(false);
        setState(next);
        if (next.phase === 'idle') router.refresh();
      } catch {
        // Asked again in a moment; until then the page says that it does not know.
        if (!abort.signal.aborted) setLost(true);
      }
    };
    const timer = setInterval(ask, everyMs);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [active, progressUrl, router]);

  return (
    <form {...form} className={classes.scan}>
      <input type="hidden" name="cluster" value={cluster} />
      <Button type="submit" loading={pending} disabled={active} leftSection={<IconRefresh size={16} aria-hidden />}>
        Scan now
      </Button>
      <div className={classes.state} role="status">
        {active && (
          <>
            <span>{lost ? 'Bulkhead does not answer at the moment.' : state.step}</span>
            <Progress
              size="sm"
              value={(state.share ?? 1) * 100}
              animated={state.phase === 'running'}
              striped={state.share === null}
              aria-label="Progress of the scan"
            />
          </>
        )}
        {state.error !== null && <span className={classes.error}>{state.error}</span>}
        {asked.errors.form !== undefined && <span className={classes.error}>{asked.errors.form}</span>}
      </div>
    </form>
  );
}
