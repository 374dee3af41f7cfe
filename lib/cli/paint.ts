import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Gives text a look, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

/** Colours where the stream is a terminal that has them and nobody has asked for none (https://no-color.org). */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    styleText(style, text, { stream });
