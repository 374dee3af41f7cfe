import { type Answer, json, pageNotFound, resourceNotFound, status, text } from './api-server-answers.ts';
import type { Served } from './api-server-objects.ts';

/** The newest form of discovery that the server knows: 1.30 and later, 1.26 and later, or older. */
export type DiscoveryForm = 'v2' | 'v2beta1' | 'unaggregated';

export interface DiscoveryContent {
  readonly served: Served;
  readonly form: DiscoveryForm;
  /** Group versions whose own server does not answer, as `projectcalico.org/v3`. */
  readonly down: readonly string[];
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

interface Found {
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Group → version → resources; a group version that is down is there, without resources. */
function contentOf({ served, down }: DiscoveryContent): ReadonlyMap<string, ReadonlyMap<string, readonly Found[]>> {
  const groups = new Map<string, Map<string, Found[]>>([['metrics.k8s.io', new Map([['v1beta1', []]])]]);
  const versionOf = (group: string, version: string) => {
    const versions = groups.get(group) ?? new Map<string, Found[]>();
    groups.set(group, versions);
    const list = versions.get(version) ?? [];
    versions.set(version, list);
    return list;
  };
  for (const { resource, versions } of served.values())
    for (const version of versions) versionOf(resource.group, version).push(resource);
  for (const groupVersion of down) {
    const [group = '', version = ''] = groupVersion.split('/');
    versionOf(group, version).length = 0;
  }
  return groups;
}

function aggregated(content: DiscoveryContent, core: boolean, version: 'v2' | 'v2beta1'): Answer {
  const items = [...contentOf(content)]
    .filter(([group]) => (group === '') === core)
    .map(([group, versions]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: [...versions].map(([name, list]) => ({
        version: name,
        ...(list.length === 0
          ? {}
          : {
              resources: list.map(({ plural, kind, namespaced }) => ({
                resource: plural,
                responseKind: { group: '', version: '', kind },
                scope: namespaced ? 'Namespaced' : 'Cluster',
                singularResource: kind.toLowerCase(),
                verbs,
                subresources: [
                  { subresource: 'status', responseKind: { group: '', version: '', kind }, verbs: ['get', 'patch', 'update'] },
                ],
              })),
            }),
        freshness: content.down.includes(`${group}/${name}`) ? 'Stale' : 'Current',
      })),
    }));
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  return json(
    200,
    { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items },
    { 'content-type': type, 'cache-control': 'public', vary: 'Accept' },
  );
}

/** `/api` and `/apis`, in the first form of the Accept header that the server knows. */
export function discoveryRoot(content: DiscoveryContent, core: boolean, accept: string): Answer {
  for (const wanted of accept.split(',').map((type) => type.trim())) {
    if (wanted === 'application/json' || wanted === '*/*' || wanted === '') {
      if (core) return json(200, { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
      const groups = [...contentOf(content)]
        .filter(([name]) => name !== '')
        .map(([name, found]) => {
          const versions = [...found.keys()].map((version) => ({ groupVersion: `${name}/${version}`, version }));
          return { name, versions, preferredVersion: versions[0] };
        });
      return json(200, { kind: 'APIGroupList', apiVersion: 'v1', groups });
    }
    const form = /g=apidiscovery\.k8s\.io;v=(v2|v2beta1);as=APIGroupDiscoveryList$/.exec(wanted)?.[1];
    const known = form === content.form || (form === 'v2beta1' && content.form === 'v2beta1');
    if (known && (form === 'v2' || form === 'v2beta1')) return aggregated(content, core, form);
  }
  return status(406, {
    message: 'only the following media types are accepted: application/json, application/yaml',
    reason: 'NotAcceptable',
  });
}

/** `/api/v1` and `/apis/GROUP/VERSION`. */
export function discoveryOfVersion(content: DiscoveryContent, group: string, version: string): Answer {
  if (content.down.includes(`${group}/${version}`)) return text(503, 'service unavailable\n');
  const versions = contentOf(content).get(group);
  const list = versions?.get(version);
  if (list === undefined) return versions === undefined ? pageNotFound() : resourceNotFound();
  const resources = list.flatMap(({ plural, kind, namespaced }) => [
    { name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs },
    { name: `${plural}/status`, singularName: '', namespaced, kind, verbs: ['get', 'patch', 'update'] },
  ]);
  return json(200, {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources,
  });
}
