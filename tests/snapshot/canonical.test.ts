import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf, digestOfText, type Gathered, sealSnapshot } from '#lib/snapshot/canonical.ts';
import type { Problem, Snapshot } from '#lib/snapshot/snapshot.ts';

const jsonWithOddTexts = fc.jsonValue({ stringUnit: 'binary' });

/** The same content with the keys of every mapping put in the other order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, turned(item)]),
  );
}

describe('canonical JSON', () => {
  it('says the same content in the same words, whatever the order of keys', () => {
    fc.assert(fc.property(jsonWithOddTexts, (value) => canonicalJson(turned(value)) === canonicalJson(value)));
  });

  it('is JSON that means the value itself', () => {
    fc.assert(
      fc.property(jsonWithOddTexts, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('sorts keys by code units and leaves out what is undefined', () => {
    expect(canonicalJson({ b: 1, a: [2, { d: null, c: undefined }], Z: 'é', ä: true, '10': 0, '9': 0 })).toBe(
      '{"10":0,"9":0,"Z":"é","a":[2,{"d":null}],"b":1,"ä":true}',
    );
  });

  it('keeps a key named __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1}}');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, Symbol('s'), [undefined], new Date(0), new Map([['a', 1]])])(
    'refuses %s rather than lose it',
    (value) => {
      expect(() => canonicalJson({ value })).toThrow(TypeError);
    },
  );
});

describe('the digest of a text', () => {
  it('is what sha256sum says of the text in UTF-8', () => {
    expect(digestOfText('Schottwand — 隔壁')).toBe(createHash('sha256').update('Schottwand — 隔壁', 'utf8').digest('hex'));
  });

  it('tells lone surrogates apart, from each other and from the replacement character', () => {
    const texts = ['\ud800', '\udc00', '\ud801', '\ufffd', '\ud800\udc00', '\udc00\ud800', 'a\ud800', '\ud800a', '\\ud800'];
    expect(new Set(texts.map(digestOfText)).size).toBe(texts.length);
  });

  it('differs for any two texts', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', '\ufffd', 'é', 'e\u0301'), maxLength: 6 });
    fc.assert(fc.property(text, text, (a, b) => (digestOfText(a) === digestOfText(b)) === (a === b)));
  });
});

const policy = (namespace: string, name: string, spec: { [key: string]: boolean | string } = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
const namespace = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const problem = (object: string): Problem => ({ object, message: 'does not parse', resource: 'pods' });

const gathered = {
  origin: 'live',
  serverVersion: 'v1.36.2',
  reads: {
    namespaces: { status: 'read', version: 'v1' },
    'networkpolicies.networking.k8s.io': { status: 'read', version: 'v1' },
    nodes: { status: 'forbidden', message: 'nodes is forbidden' },
  },
  objects: {
    namespaces: [namespace('a', { x: '1', y: '2' }), namespace('a-b'), namespace('б')],
    'networkpolicies.networking.k8s.io': [policy('a', 'x'), policy('a-b', 'x'), policy('a', 'y', { one: true, two: 'b' })],
  },
  problems: [problem('a.yaml:1'), problem('b.yaml:1')],
} as const satisfies Gathered;

const digest = (change: Partial<Gathered>): string => digestOf(sealSnapshot({ ...gathered, ...change }));

describe('the digest of a snapshot', () => {
  it('is the same in whatever order objects and problems were read', () => {
    const order = fc.tuple(
      fc.shuffledSubarray([...gathered.objects.namespaces], { minLength: 3 }),
      fc.shuffledSubarray([...gathered.objects['networkpolicies.networking.k8s.io']], { minLength: 3 }),
      fc.shuffledSubarray([...gathered.problems], { minLength: 2 }),
    );
    const expected = digest({});
    fc.assert(
      fc.property(order, ([namespaces, policies, problems]) => {
        const shuffled: Snapshot = {
          ...sealSnapshot(gathered),
          objects: { 'networkpolicies.networking.k8s.io': policies, namespaces },
          problems,
        };
        expect(digestOf(shuffled)).toBe(expected);
        expect(sealSnapshot(shuffled)).toEqual(sealSnapshot(gathered));
      }),
    );
  });

  it('is the same in whatever order the keys of objects stand', () => {
    const namespaces = gathered.objects.namespaces.map((object) => turned(object) as typeof object);
    expect(digest({ objects: { ...gathered.objects, namespaces } })).toBe(digest({}));
  });

  it('does not tell no objects from an empty list of them', () => {
    expect(digest({ objects: { ...gathered.objects, pods: [] } })).toBe(digest({}));
  });

  it.each<[string, Partial<Gathered>]>([
    ['the origin', { origin: 'manifests' }],
    ['the version of the server', { serverVersion: 'v1.36.3' }],
    [
      'a label',
      { objects: { ...gathered.objects, namespaces: [namespace('a', { x: '1', y: '3' }), namespace('a-b'), namespace('б')] } },
    ],
    [
      'a name that looks the same',
      { objects: { ...gathered.objects, namespaces: [namespace('а', { x: '1', y: '2' }), namespace('a-b'), namespace('б')] } },
    ],
    ['an object that is gone', { objects: { namespaces: gathered.objects.namespaces } }],
    [
      'an object of another resource',
      { objects: { ...gathered.objects, 'ciliumnetworkpolicies.cilium.io': [policy('a', 'x')] } },
    ],
    ['how a read ended', { reads: { ...gathered.reads, nodes: { status: 'failed', message: 'nodes is forbidden' } } }],
    ['a problem', { problems: [problem('a.yaml:1'), problem('b.yaml:2')] }],
    ['a problem less', { problems: [problem('a.yaml:1')] }],
  ])('changes with %s', (_, change) => {
    expect(digest(change)).not.toBe(digest({}));
  });

  it('tells namespace and name apart, however they are put together', () => {
    const one = digest({ objects: { 'networkpolicies.networking.k8s.io': [policy('a', 'b-c')] } });
    expect(digest({ objects: { 'networkpolicies.networking.k8s.io': [policy('a-b', 'c')] } })).not.toBe(one);
  });
});

describe('a snapshot that was made when fewer resources were read', () => {
  it('keeps a digest of its own, which is that of its own reads', () => {
    const today = sealSnapshot({ origin: 'live', reads: {}, objects: {}, problems: [] });
    const { meshes, ...reads } = Object.fromEntries(
      Object.entries(today.reads).map(([name, read]) => [name === 'meshes.consul.hashicorp.com' ? 'meshes' : name, read]),
    );
    const then = { ...today, reads } as Snapshot;
    expect(meshes).toBeDefined();
    expect(digestOf(then)).not.toBe(digestOf(today));
    expect(digestOf({ ...then, reads: turned(then.reads) as Snapshot['reads'] })).toBe(digestOf(then));
  });
});

describe('a sealed snapshot', () => {
  it('has its objects by namespace and name, bytewise', () => {
    const { objects } = sealSnapshot(gathered);
    expect(objects['networkpolicies.networking.k8s.io']?.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(
      ['a/x', 'a/y', 'a-b/x'],
    );
  });

  it('counts what was never tried as failed, not as empty', () => {
    expect(sealSnapshot(gathered).reads.pods).toEqual({ status: 'failed', message: 'It was not read.' });
  });
});
