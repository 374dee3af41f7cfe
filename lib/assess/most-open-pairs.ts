import type { MatrixCell } from '#lib/reachability/matrix.ts';
import type { RecordedMatrix } from '#lib/reachability/recorded-matrix.ts';

/** The pairs of different namespaces with the most open pairs of workloads, the most open first. */
export const mostOpenPairs = ({ groups, cells }: RecordedMatrix, most = 10): readonly MatrixCell[] =>
  cells
    .filter(([from, to]) => from !== to)
    .toSorted(([, , openA, ofA], [, , openB, ofB]) => openB - openA || ofA - ofB)
    .slice(0, most)
    .map(([from, to, open, of]) => ({ from: groups[from] ?? '', to: groups[to] ?? '', open, of }));
