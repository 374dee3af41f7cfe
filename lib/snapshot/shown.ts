const controlsAndFormats = /\p{C}/gu;

/** A text from outside, safe to show: control and formatting characters are escaped, and it is cut where it is long. */
export function shown(text: string, longest = 60): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replaceAll(controlsAndFormats, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
