import { Link } from '#components/link.tsx';
import type { Control } from '#lib/controls/control.ts';
import { frameworks } from '#lib/frameworks/registry.ts';
import { frameworkPath } from '../../links.ts';

/** The requirements of published benchmarks that a control helps to decide. */
export function RequirementLinks({ satisfies }: Pick<Control, 'satisfies'>) {
  const found = frameworks.flatMap(({ id, name, edition }) =>
    (satisfies[id] ?? []).map((requirement) => ({ id, requirement, text: `${name} ${edition}, ${requirement}` })),
  );
  if (found.length === 0) return 'no requirement of a published framework';
  return (
    <>
      {found.map(({ id, requirement, text }) => (
        <div key={text}>
          <Link href={`${frameworkPath(id)}#${encodeURIComponent(requirement)}`}>{text}</Link>
        </div>
      ))}
    </>
  );
}
