import type { DriftCounts } from '#lib/assess/drift-causes.ts';
import { countText } from '../text/count-text.ts';
import { Verdict } from '../verdict/verdict.tsx';
import classes from './drift.module.css';

const looks = {
  added: { tone: 'fail', letter: '+', label: 'Opened' },
  removed: { tone: 'pass', letter: '−', label: 'Closed' },
  changed: { tone: 'notApplicable', letter: '±', label: 'Other ports' },
} as const;

export type DriftType = keyof typeof looks;

/** What became of a connection, by sign, word and colour. */
export const DriftSign = ({ type }: { readonly type: DriftType }) => <Verdict {...looks[type]} />;

const counted: readonly (readonly [DriftType, keyof DriftCounts])[] = [
  ['added', 'opened'],
  ['removed', 'closed'],
  ['changed', 'changed'],
];

/** How many connections opened, closed and changed ports; what there is none of is left out, unless there is none of anything. `isWhole`: nothing
 * besides may have changed. */
export function DriftNumbers({ counts, isWhole = true }: { readonly counts: DriftCounts; readonly isWhole?: boolean }) {
  const present = counted.filter(([, name]) => counts[name] > 0);
  if (present.length === 0) return <span>{isWhole ? 'no connection changed' : 'no changed connection is known'}</span>;
  return (
    <span className={classes.numbers}>
      {present.map(([type, name]) => (
        <span key={type}>
          <DriftSign type={type} /> <strong>{countText(counts[name])}</strong>
        </span>
      ))}
    </span>
  );
}
