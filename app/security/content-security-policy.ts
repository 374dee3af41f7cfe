/**
 * What a page may load. Scripts only with the nonce of this very answer, or loaded by one that had it. Style elements need the nonce
 * too; style attributes are allowed because charts and the component library set sizes through them, and an attribute cannot load anything.
 */
export function contentSecurityPolicy(nonce: string, { development }: { readonly development: boolean }): string {
  const directives = {
    'default-src': ["'self'"],
    // React's development build rebuilds server stacks with eval; the production build never does.
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", ...(development ? ["'unsafe-inline'"] : [`'nonce-${nonce}'`])],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'connect-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
