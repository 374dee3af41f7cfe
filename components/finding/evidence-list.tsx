import type { Evidence } from '#lib/controls/control.ts';
import { ObjectName } from '../text/object-name.tsx';
import classes from './finding.module.css';

const keyOf = ({ object: { kind, namespace, name } }: Evidence): string => `${kind}/${namespace}/${name}`;

/** The objects that a verdict rests on, the places in each, and what they say there. */
export function EvidenceList({ evidence }: { readonly evidence: readonly Evidence[] }) {
  if (evidence.length === 0) return <p>The resource itself is the evidence: nothing else had to be looked at.</p>;
  return (
    <ul className={classes.evidence}>
      {[...Map.groupBy(evidence, keyOf)].map(([key, own]) => (
        <li key={key}>
          {own[0] !== undefined && <ObjectName resource={own[0].object} withKind />}
          {own.map(({ path, says }) => (
            <span key={`${path}/${says}`}>
              {path !== undefined && <code>{path}</code>} {says}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
