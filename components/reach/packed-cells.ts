/** One cell of a map: open pairs, and of how many. */
export type Cell = readonly [open: number, of: number];

const cellText = ([open, of]: Cell): string => (of === 0 ? '' : `${open.toString(36)}/${of.toString(36)}`);

/**
 * The cells of a map, row by row, as a text for the browser. Neighbours that are alike are said once, as `3/a*12`: a map of 300 by 300
 * namespaces has 90,000 cells, and most of them are like their neighbours.
 */
export function packCells(cells: Iterable<Cell>): string {
  const runs: { readonly text: string; count: number }[] = [];
  for (const cell of cells) {
    const text = cellText(cell);
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return runs.map(({ text, count }) => (count === 1 ? text : `${text}*${count.toString(36)}`)).join(' ');
}

/** What `packCells` was given. */
export function unpackCells(packed: string): Cell[] {
  return packed.split(' ').flatMap((run) => {
    const [text = '', count = '1'] = run.split('*');
    const [open = '0', of = '0'] = text === '' ? [] : text.split('/');
    return new Array<Cell>(Number.parseInt(count, 36)).fill([Number.parseInt(open, 36), Number.parseInt(of, 36)]);
  });
}
