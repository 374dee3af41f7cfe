const selectors = /[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu;
const spaces = /\p{Zs}/gu;
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

export const codePointText = (char: string): string =>
  `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

/** What a person must see of a text: characters without a shape (controls, zero-width ones, changes of direction) are spelled out. */
export const visible = (text: string): string =>
  text.normalize('NFC').replace(selectors, '').replace(spaces, ' ').replace(invisible, codePointText);
