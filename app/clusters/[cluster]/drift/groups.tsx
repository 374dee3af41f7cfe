import { Link } from '#components/link.tsx';
import classes from '#components/reach/drift.module.css';
import { DriftNumbers } from '#components/reach/drift-counts.tsx';
import { countText } from '#components/text/count-text.ts';
import { ObjectName } from '#components/text/object-name.tsx';
import { Time } from '#components/text/time.tsx';
import { type CausedDrift, type DatedChange, linesInShort } from '#lib/assess/drift-causes.ts';
import { shortened } from '#lib/report/wording.ts';
import { refText } from '#lib/snapshot/objects.ts';
import { scanPath } from '../../../links.ts';
import { DriftTable } from './lines.tsx';

const mostGroups = 20;
const openGroups = 3;
/** What did most is looked at first; of the rest a few rows tell what they are about. */
const mostRows = (group: number): number => (group < 5 ? 50 : 10);
const mostTogether = 4;
/** An object with hundreds of labels may have changed in all of them. */
const mostChars = 400;

interface Props {
  readonly cluster: string;
  readonly groups: readonly CausedDrift[];
  readonly scans: { readonly from: number; readonly to: number };
  readonly csv: string;
}

/** What else had a part in the lines, with the scan that saw it where that is another one. */
function Together({ changes, scan }: { readonly changes: readonly DatedChange[]; readonly scan: number | undefined }) {
  if (changes.length === 0) return null;
  const shown = changes.slice(0, mostTogether);
  return (
    <p>
      Together with{' '}
      {shown.map(({ object, what, scan: other }, index) => (
        <span key={`${refText(object)} ${what} ${other}`}>
          {index > 0 && ', '}
          <code>{refText(object)}</code> ({shortened(what, mostChars / 4)}
          {other !== scan && `, scan ${other}`})
        </span>
      ))}
      {changes.length > shown.length && ` and ${countText(changes.length - shown.length)} more`}
    </p>
  );
}

function Cause({ cluster, group }: { readonly cluster: string; readonly group: CausedDrift }) {
  const { cause, together } = group;
  return (
    <header className={classes.cause}>
      <h3>{cause === null ? 'No object is known to have caused it' : <ObjectName resource={cause.object} withKind />}</h3>
      <DriftNumbers counts={group} />
      {cause !== null && (
        <p>
          <strong>{shortened(cause.what, mostChars)}</strong> ·{' '}
          <Link href={scanPath(cluster, cause.scan)}>scan {cause.scan}</Link> · <Time at={cause.at} />
        </p>
      )}
      <Together changes={together} scan={cause?.scan} />
    </header>
  );
}

/** What opened and closed, below the object whose change did it; what did most comes first. */
export function DriftGroups({ cluster, groups, scans, csv }: Props) {
  return (
    <>
      {groups.slice(0, mostGroups).map((group, index) => {
        const name = group.cause === null ? 'no object' : `${refText(group.cause.object)}, scan ${group.cause.scan}`;
        return (
          <section key={`${name} ${group.cause?.what}`} className={classes.group}>
            <Cause cluster={cluster} group={group} />
            <details open={index < openGroups}>
              <summary>Which connections</summary>
              <DriftTable
                cluster={cluster}
                name={`Connections changed by ${name}`}
                lines={linesInShort(group)}
                scans={scans}
                csv={csv}
                most={mostRows(index)}
              />
            </details>
          </section>
        );
      })}
      {groups.length > mostGroups && <p>And {countText(groups.length - mostGroups)} more changes of objects, see the CSV.</p>}
    </>
  );
}
