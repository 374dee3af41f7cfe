import type { Severity } from '#lib/controls/control.ts';
import type { RequirementResult } from '#lib/score/framework-score.ts';
import { Verdict } from './verdict.tsx';

interface Props {
  readonly outcome: RequirementResult['outcome'];
  /** Of what fails: its colour. */
  readonly severity?: Severity | undefined;
  readonly short?: boolean;
}

export function Outcome({ outcome, severity = 'high', short = false }: Props) {
  if (outcome === 'fail') return <Verdict tone={severity} label="Fail" letter="✗" short={short} />;
  return <Verdict tone={outcome} short={short} />;
}
