import { Box, Columns } from '#components/page/columns.tsx';
import type { PoliciesLine, WorkloadReach } from '#lib/assess/workload-reach.ts';

const most = 20;
const sides = [
  { direction: 'ingress', title: 'Into it', none: 'No policy selects it: whoever’s own policies allow it may connect.' },
  { direction: 'egress', title: 'Out of it', none: 'No policy selects it: it may connect to whatever lets it in.' },
] as const;

function Line({ line, part }: { readonly line: PoliciesLine; readonly part: string | null }) {
  const shown = line.policies.slice(0, most);
  return (
    <>
      {part !== null && <code>{part}</code>}
      <p>{line.closed ? 'Closed: only what they allow gets through.' : 'Open to whatever they do not deny.'}</p>
      <ul>
        {shown.map((policy) => (
          <li key={policy}>{policy}</li>
        ))}
        {line.policies.length > most && <li>and {line.policies.length - most} more</li>}
      </ul>
    </>
  );
}

/** For each direction the policies that are asked; where there are none, what that means. */
export function Policies({ reach: { id, parts, policies } }: { readonly reach: WorkloadReach }) {
  const onHost = new Set(parts.filter(({ hostNetwork }) => hostNetwork).map((part) => part.id));
  const textOf = (none: string, part: string): string =>
    onHost.has(part) ? 'Its pods use the node’s network: no policy applies to them.' : none;
  return (
    <Columns shape="halves">
      {sides.map(({ direction, title, none }) => (
        <Box key={direction} title={title}>
          {policies
            .filter((line) => line.direction === direction)
            .map((line) =>
              line.policies.length === 0 ? (
                <p key={line.part}>
                  {parts.length > 1 && <code>{line.part.slice(id.length)}</code>} {textOf(none, line.part)}
                </p>
              ) : (
                <Line key={line.part} line={line} part={parts.length > 1 ? line.part.slice(id.length) : null} />
              ),
            )}
        </Box>
      ))}
    </Columns>
  );
}
