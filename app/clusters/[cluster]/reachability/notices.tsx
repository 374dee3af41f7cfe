import { Notice } from '#components/page/notice.tsx';
import { countText } from '#components/text/count-text.ts';
import type { PartialAnswer } from '#lib/reachability/reach.ts';
import type { AssessmentSummary } from '#lib/store/save/save-scan.ts';

const most = 10;

interface Props {
  readonly summary: AssessmentSummary | null;
  readonly partial: readonly PartialAnswer[];
}

/** What stands between the computed answer and the truth: nobody to enforce it, or policies that it does not fully take in. */
export function ReachNotices({ summary, partial }: Props) {
  const enforcement = summary?.enforcement;
  return (
    <>
      {enforcement?.verdict === 'notEnforcing' && (
        <Notice
          kind="problem"
          title="Nothing puts policies into force in this cluster: in truth, everything here is open to everything"
        >
          <p>What is shown is what the policies say, and what would hold if they were in force: {enforcement.reason}.</p>
        </Notice>
      )}
      {enforcement?.verdict === 'unknown' && (
        <Notice kind="info" title="Whether policies are in force in this cluster is not known">
          <p>What is shown is what they say: {enforcement.reason}.</p>
        </Notice>
      )}
      {partial.length > 0 && (
        <Notice
          kind="problem"
          title={`${countText(partial.length)} ${partial.length === 1 ? 'thing is' : 'things are'} not, or not wholly, taken into account`}
        >
          <ul>
            {partial.slice(0, most).map(({ policy, reason }) => (
              <li key={`${policy}/${reason}`}>
                <strong>{policy}</strong>: {reason}
              </li>
            ))}
          </ul>
          {partial.length > most && <p>and {countText(partial.length - most)} more</p>}
        </Notice>
      )}
    </>
  );
}
