import { Facts } from '#components/page/facts.tsx';
import classes from '#components/page/page.module.css';
import type { Requirement } from '#lib/frameworks/framework.ts';

/** Number, title and level, what a person has to look at, and the numbers that other editions give it. */
export function RequirementText({
  requirement: { id, title, level, note, otherEditions },
}: {
  readonly requirement: Requirement;
}) {
  const others = Object.entries(otherEditions ?? {}).filter(([, number]) => number !== id);
  return (
    <div id={id} className={classes.requirement}>
      <strong>{id}</strong> {title}
      {level !== undefined && <small>level {level}</small>}
      {note !== undefined && <p>{note}</p>}
      {others.length > 0 && (
        <Facts facts={[['In other editions', others.map(([edition, number]) => `${edition}: ${number}`).join(', ')]]} />
      )}
    </div>
  );
}
