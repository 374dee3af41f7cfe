// https://kubernetes.io/docs/concepts/overview/working-with-objects/names and .../labels#syntax-and-character-set
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const qualified = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/** A DNS label, as namespaces are named. */
export const isDnsLabel = (text: string): boolean => label.test(text);

/** A DNS subdomain, as most objects are named. */
export const isDnsSubdomain = (text: string): boolean => text.length <= 253 && subdomain.test(text);

/** What may stand as one segment of a path: roles and role bindings may be named so (`system:node`). */
export const isPathSegment = (text: string): boolean => text !== '' && text !== '.' && text !== '..' && !/[/%]/.test(text);

/** A key of a label, with or without a prefix. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/');
  return slash === -1 ? qualified.test(text) : isDnsSubdomain(text.slice(0, slash)) && qualified.test(text.slice(slash + 1));
}

/** A key of an annotation: as a label's, but the server folds its case before it looks (apimachinery, ValidateAnnotations). */
export const isAnnotationKey = (text: string): boolean => isLabelKey(text.toLowerCase());

/** A value of a label; it may be empty. */
export const isLabelValue = (text: string): boolean => text === '' || qualified.test(text);
