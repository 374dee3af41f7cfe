import type { ScanSummary } from '#lib/assess/posture.ts';
import { Verdict } from '../verdict/verdict.tsx';

/** How a scan ended: everything read, some things not, or nothing. */
export function ScanStatus({ status }: Pick<ScanSummary, 'status'>) {
  if (status === 'complete') return <Verdict tone="pass" label="Complete" />;
  if (status === 'partial') return <Verdict tone="unknown" label="Partial" />;
  return <Verdict tone="stale" label="Failed" letter="✗" />;
}
