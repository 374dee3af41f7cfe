import { shown } from '#lib/snapshot/shown.ts';

/** One line on standard error that says what is being done; nothing where standard error is no terminal. */
export interface Progress {
  readonly tell: (text: string) => void;
  /** Takes the line away; has to be called before anything else is printed. */
  readonly clear: () => void;
}

const eraseLine = '\r\u001b[2K';

export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { tell: () => {}, clear: () => {} };
  let drawn = false;
  return {
    tell: (text) => {
      drawn = true;
      stream.write(`${eraseLine}${shown(text, Math.max(20, (stream.columns || 80) - 2))}`);
    },
    clear: () => {
      if (drawn) stream.write(eraseLine);
      drawn = false;
    },
  };
}
