/** JSON values that follow each other (as `kubectl get -o json` twice, or one a line): a line break between braces parts them. */
const seam = /(?<=\})[ \t\r]*\n\s*(?=\{)/;

const quote = 0x22;
const backslash = 0x5c;

/** The position behind the text that starts at `start`; the JSON is known to be valid. */
function endOfText(json: string, start: number): number {
  let position = start + 1;
  for (;;) {
    const code = json.charCodeAt(position);
    if (code === quote) return position + 1;
    position += code === backslash ? 2 : 1;
  }
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** The first key that a mapping holds twice, which JSON.parse passes over and a server refuses; the JSON is known to be valid. */
function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let position = 0; position < json.length; ) {
    const character = json[position];
    if (character === '"') {
      const end = endOfText(json, position);
      let next = end;
      while (isSpace(json.charCodeAt(next))) next += 1;
      if (json[next] === ':') {
        const key: string = JSON.parse(json.slice(position, end));
        const keys = open.at(-1);
        if (keys?.has(key)) return key;
        keys?.add(key);
      }
      position = next;
      continue;
    }
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    position += 1;
  }
  return undefined;
}

export type JsonValue =
  | { readonly value: unknown; readonly text: string }
  | { readonly duplicate: string; readonly text: string };

/** The values of a text that is JSON throughout; undefined where it is not. */
export function parseJson(text: string): readonly JsonValue[] | undefined {
  try {
    return text.split(seam).map((part) => {
      const value: unknown = JSON.parse(part);
      const duplicate = duplicateKey(part);
      return duplicate === undefined ? { value, text: part } : { duplicate, text: part };
    });
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
