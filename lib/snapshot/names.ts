// https://kubernetes.io/docs/concepts/overview/working-with-objects/names and .../labels#syntax-and-character-set
const plainWord = /^[a-z0-9][a-z0-9.-]*$/;
const word = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:-]*$/u;
const subdomain = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const qualified = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const unfit = /[/%\p{C}]/u;
const longest = 253;

/**
 * The name of an object or a namespace. A server wants most of them to be DNS names; here any one word of any script will do, since a
 * name does nothing but tell objects apart. A template's placeholder is no word.
 */
export const isName = (text: string): boolean => text.length <= longest && (plainWord.test(text) || word.test(text));

/** What may stand as one segment of a path: roles and role bindings may be named so (`system:node`, `read secrets`). */
export const isPathSegment = (text: string): boolean =>
  text.length <= longest && text !== '' && text !== '.' && text !== '..' && !unfit.test(text);

/** A key of a label, with or without a prefix. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash === -1) return qualified.test(text);
  return slash <= longest && subdomain.test(text.slice(0, slash)) && qualified.test(text.slice(slash + 1));
}

/** A key of an annotation: as a label's, but the server folds its case before it looks (apimachinery, ValidateAnnotations). */
export const isAnnotationKey = (text: string): boolean => isLabelKey(text.toLowerCase());

/** A value of a label; it may be empty. */
export const isLabelValue = (text: string): boolean => text === '' || qualified.test(text);
