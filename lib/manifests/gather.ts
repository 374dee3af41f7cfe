import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.ts';
import { sealSnapshot } from '../snapshot/canonical.ts';
import { isName } from '../snapshot/names.ts';
import { type ObjectOf, refOf, refText } from '../snapshot/objects.ts';
import { project } from '../snapshot/project.ts';
import { type ResourceName, resources } from '../snapshot/resources.ts';
import { shown } from '../snapshot/shown.ts';
import type { Problem, Read, Snapshot } from '../snapshot/snapshot.ts';
import type { Document } from './documents.ts';
import { type Glimpse, glimpsesOf, otherKindIn } from './glimpse.ts';
import { itemsOf } from './lists.ts';
import { isMapping, isNonEmpty, type Mapping, namespaceGiven } from './mapping.ts';
import { isKustomization, isTemplate, kustomizationHint, templateHint, whyNoManifest } from './not-manifests.ts';
import { isBrokenList, isPolicyKind, makesPods, type NamedResource, resourceFor } from './recognize.ts';
import { unknownPolicy, unknownWorkload } from './unknown-kinds.ts';

type Anything = ObjectOf<ResourceName>;

/** An object and where it was found (`file:line`), to name the place should another one of its name follow. */
interface Found {
  readonly object: Anything;
  readonly place: string;
}

/** What the documents of a source come to; files are to be given in the order in which the later wins over the earlier. */
export interface Gathering {
  readonly take: (file: string, document: Document) => void;
  readonly report: (problem: Problem) => void;
  /** How many Kubernetes objects there were, those included that are of no concern to us. */
  readonly count: () => number;
  readonly problems: () => readonly Problem[];
  readonly snapshot: () => Snapshot;
}

/** As far as it goes, an object: it has metadata, and says its kind or its version. */
const isObject = ({ metadata, kind, apiVersion }: Mapping): boolean =>
  isMapping(metadata) && (isNonEmpty(kind) || isNonEmpty(apiVersion));

const isWhole = (value: unknown): boolean => isMapping(value) && isNonEmpty(value.kind) && isNonEmpty(value.apiVersion);

/** ConfigMaps and the like may hold anything: of resources with a list of names, others are not even looked at. */
function isWanted({ only }: NamedResource, value: Mapping): boolean {
  if (only === undefined) return true;
  const name = isMapping(value.metadata) ? value.metadata.name : undefined;
  return typeof name === 'string' && only.includes(`${String(namespaceGiven(value) ?? 'default')}/${name}`);
}

/** Manifests are all there is: every resource counts as read, in the best of the versions that were given. */
function readsOf(found: ReadonlyMap<ResourceName, ReadonlyMap<string, Found>>): Record<ResourceName, Read> {
  const reads = resources.map(({ name, group, versions }): [ResourceName, Read] => {
    const given = new Set(Array.from(found.get(name)?.values() ?? [], ({ object }) => object.apiVersion));
    const version = versions.find((candidate) => given.has(group === '' ? candidate : `${group}/${candidate}`)) ?? versions[0];
    return [name, { status: 'read', version: version ?? '' }];
  });
  return Object.fromEntries(reads) as Record<ResourceName, Read>;
}

/** @param strict throws UserError for two objects of one kind, namespace and name that differ. */
export function gathering({ strict = false }: { readonly strict?: boolean | undefined } = {}): Gathering {
  const found = new Map<ResourceName, Map<string, Found>>();
  const problems: Problem[] = [];
  /** Of pods that may be given, too. */
  const makers: Problem[] = [];
  const namespaces = new Set<string>();
  const told = new Set<string>();
  let objects = 0;

  const report = (problem: Problem): void => {
    problems.push(problem);
  };

  /** What concerns a whole file is said once, at its first place. */
  const reportOnce = (file: string, problem: Problem): void => {
    const key = JSON.stringify([file, problem.message, problem.resource, problem.namespace]);
    if (told.has(key)) return;
    told.add(key);
    report(problem);
  };

  function broken(file: string, { line, reason, text }: Extract<Document, { reason: string }>): void {
    const object = `${file}:${line}`;
    const glimpses = glimpsesOf(text);
    const other = glimpses.length > 0 ? undefined : otherKindIn(text);
    const about: readonly (Partial<Glimpse> & Pick<Problem, 'kind'>)[] =
      glimpses.length > 0 ? glimpses : other === undefined ? [{}] : [{ kind: other }];
    for (const glimpse of about) {
      if (glimpse.namespace !== undefined) namespaces.add(glimpse.namespace);
      if (isTemplate(text)) reportOnce(file, { object, message: `does not parse: ${templateHint}.`, ...glimpse });
      else report({ object, message: `does not parse: ${shown(reason, 200)}. The document was left out.`, ...glimpse });
    }
  }

  function add(resource: NamedResource, object: Anything, place: string): void {
    const { name, namespace } = object.metadata;
    const ofResource = found.get(resource.name) ?? new Map<string, Found>();
    found.set(resource.name, ofResource);
    const key = JSON.stringify([namespace ?? null, name]);
    const earlier = ofResource.get(key);
    if (earlier !== undefined && strict && !isDeepStrictEqual(earlier.object, object))
      throw new UserError(
        `${refText(refOf(object))} stands in ${earlier.place} and in ${place}, and the two differ: keep one of them.`,
      );
    if (earlier !== undefined)
      report({
        object: refText(refOf(object)),
        message: `${place}: stands here and in ${earlier.place}; this one was taken.`,
        note: true,
      });
    // A copy of its own, since the texts of a parsed document are slices that would keep the whole file in memory.
    ofResource.set(key, { object: structuredClone(object), place });
    if (namespace !== undefined) namespaces.add(namespace);
  }

  function takeObject(resource: NamedResource, value: Mapping, place: string): void {
    const projection = project(resource, value);
    if ('object' in projection) add(resource, projection.object, place);
    if (projection.problem === undefined) return;
    const { message, ...problem } = projection.problem;
    const hint = isTemplate(message) ? ` By the look of it, ${templateHint}.` : '';
    report({ ...problem, message: `${place}: ${message}${hint}` });
  }

  /** What names itself as objects do and forgets half of it would be refused by a server: it is missing, whatever it was meant to be. */
  function takeHalf(file: string, value: unknown, place: string): void {
    const resource = isMapping(value) && isNonEmpty(value.kind) ? resourceFor('', value.kind) : undefined;
    const isMeant = isMapping(value) && (isObject(value) || (resource !== undefined && isMapping(value.spec)));
    if (isMeant && resource !== undefined && isWanted(resource, value)) takeObject(resource, value, place);
    else
      report({
        object: place,
        message: `${whyNoManifest(file)}.`,
        ...(isMeant || (Array.isArray(value) && value.some(isWhole)) ? {} : { note: true }),
      });
  }

  function takeItem(file: string, value: unknown, place: string): void {
    const { apiVersion, kind } = isMapping(value) ? value : {};
    if (isKustomization(file, apiVersion)) reportOnce(file, { object: place, message: `${kustomizationHint}.`, note: true });
    else if (!isMapping(value) || !isNonEmpty(apiVersion) || !isNonEmpty(kind)) takeHalf(file, value, place);
    else {
      objects += 1;
      const resource = resourceFor(apiVersion, kind);
      const wanted = resource !== undefined && isWanted(resource, value);
      const namespace = namespaceGiven(value) ?? (wanted ? 'default' : undefined);
      if (resource?.namespaced !== false && typeof namespace === 'string' && isName(namespace)) namespaces.add(namespace);
      if (wanted) takeObject(resource, value, place);
      else if (resource !== undefined) return;
      else if (isPolicyKind(apiVersion, kind)) report(unknownPolicy(apiVersion, kind, value, place));
      else if (makesPods(value)) makers.push(unknownWorkload(apiVersion, kind, value, place));
      else if (isBrokenList(kind, value))
        report({
          object: place,
          message: 'is a list whose items could not be taken: lists in lists go too deep, or they are no list.',
        });
    }
  }

  return {
    report,
    count: () => objects,
    problems: () => problems,
    take: (file, document) => {
      if ('reason' in document) broken(file, document);
      else if (document.value !== null && document.value !== undefined)
        for (const { path, value } of itemsOf(document.value, document.list))
          takeItem(file, value, `${file}:${document.line}${path}`);
    },
    snapshot: () => {
      const given = found.get('namespaces') ?? new Map<string, Found>();
      const implied = [...namespaces]
        .filter((name) => !given.has(JSON.stringify([null, name])))
        .map((name) => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
        }));
      const lists = Array.from(
        found,
        ([name, ofResource]) => [name, Array.from(ofResource.values(), ({ object }) => object)] as const,
      );
      const all = {
        ...Object.fromEntries(lists),
        namespaces: [...Array.from(given.values(), ({ object }) => object), ...implied],
      };
      const owners = new Set(
        lists.flatMap(([, objects]) =>
          objects.flatMap(({ metadata: { namespace = 'default', owner } }) =>
            owner === undefined ? [] : [`${owner.kind} ${namespace}/${owner.name}`],
          ),
        ),
      );
      const missing = makers.filter(({ object }) => !owners.has(object));
      return sealSnapshot({ origin: 'manifests', reads: readsOf(found), objects: all, problems: [...problems, ...missing] });
    },
  };
}
