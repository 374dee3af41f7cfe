const lastName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

const render = 'render the chart with "helm template" and give Bulkhead the result';

/** Said of what does not parse, or makes no sense, because a template engine has not run yet. */
export const templateHint = `it holds template expressions ({{ … }}), as the files of a Helm chart do: ${render}`;

export const isTemplate = (text: string): boolean => text.includes('{{');

/** A file of kustomize: well-formed, but an instruction how to change other manifests. */
export const isKustomization = (file: string, apiVersion: unknown): boolean =>
  (typeof apiVersion === 'string' && apiVersion.startsWith('kustomize.config.k8s.io/')) ||
  /^kustomization(?:\.ya?ml)?$/i.test(lastName(file));

export const kustomizationHint =
  'is a kustomization: what it would change was not changed. Give Bulkhead the output of "kubectl kustomize" to have it judged as applied';

/** Why a well-formed document is no Kubernetes object, in words that say what to do. */
export function whyNoManifest(file: string): string {
  const name = lastName(file);
  if (/^chart\.ya?ml$/i.test(name)) return `describes a Helm chart and is no Kubernetes object: ${render}`;
  if (/^values.*\.(?:ya?ml|json)$/i.test(name))
    return `looks like the values of a Helm chart and is no Kubernetes object: ${render}`;
  return 'is no Kubernetes object: it does not have both apiVersion and kind. It was left out';
}
