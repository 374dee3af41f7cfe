import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '#lib/errors.ts';
import { type ReadOptions, readManifests } from '#lib/manifests/read.ts';
import { digestOf } from '#lib/snapshot/canonical.ts';
import { refOf, refText } from '#lib/snapshot/objects.ts';
import { resourceNames } from '#lib/snapshot/resources.ts';
import { refOfProblem, type Snapshot } from '#lib/snapshot/snapshot.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bulkhead-manifests-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
}

const readFolder = (options?: ReadOptions): Promise<Snapshot> => readManifests({ path: folder }, options);
const readText = (text: string | Buffer): Promise<Snapshot> => readManifests({ stdin: Readable.from([text]) });

async function messageOf(reading: Promise<Snapshot>): Promise<string> {
  const thrown = await reading.then(
    () => new Error('it was read'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof UserError)) throw thrown;
  expect(thrown.exitCode).toBe(2);
  return thrown.message.replaceAll(folder, 'FOLDER');
}

const texts = (snapshot: Snapshot): readonly string[] =>
  Object.values(snapshot.objects).flatMap((list) => list.map((object) => refText(refOf(object))));

const policy = (name: string, namespace = 'shop', spec = '{podSelector: {}}'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec: ${spec}\n`;

describe('a folder', () => {
  it('is read with all that is below it, in files that end as manifests do', async () => {
    await write({
      'b.yaml': policy('b'),
      'deep/er/a.yml': policy('a'),
      'c.JSON': '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"team": "x"}}}',
      'README.md': '# no manifest',
      'values.txt': 'a: 1',
      '.git/config.yaml': policy('hidden'),
      '.hidden.yaml': policy('hidden'),
    });
    const snapshot = await readFolder();
    expect(texts(snapshot)).toEqual(['Namespace shop', 'NetworkPolicy shop/a', 'NetworkPolicy shop/b']);
    expect(snapshot.problems).toEqual([]);
    expect(snapshot.objects.namespaces?.[0]?.metadata.labels).toEqual({ team: 'x', 'kubernetes.io/metadata.name': 'shop' });
  });

  it('is the whole truth: every resource counts as read', async () => {
    await write({ 'a.yaml': policy('a') });
    const { reads, origin } = await readFolder();
    expect(origin).toBe('manifests');
    expect(Object.keys(reads)).toEqual(resourceNames);
    expect(new Set(Object.values(reads).map(({ status }) => status))).toEqual(new Set(['read']));
  });

  it('tells which version of a custom resource it holds', async () => {
    const server = (version: string) =>
      `apiVersion: policy.linkerd.io/${version}\nkind: Server\nmetadata: {name: ${version}}\nspec: {}\n`;
    await write({ 'a.yaml': server('v1beta1'), 'b.yaml': server('v1beta2') });
    expect((await readFolder()).reads['servers.policy.linkerd.io']).toEqual({ status: 'read', version: 'v1beta2' });
  });

  it('has the same digest however its content is spread over files', async () => {
    await write({ 'all.yaml': [policy('a'), policy('b'), policy('c', 'pay')].join('---\n') });
    const digest = digestOf(await readFolder());
    await write({ 'all.yaml': policy('c', 'pay'), 'more/0.yaml': `---\n${policy('b')}`, 'z.yaml': `# again\n${policy('a')}` });
    expect(digestOf(await readFolder())).toBe(digest);
    await write({ 'z.yaml': policy('a', 'shop', '{podSelector: {}, ingress: [{}]}') });
    expect(digestOf(await readFolder())).not.toBe(digest);
  });

  it('is read to its end when links lead in a circle, each file once', async () => {
    await write({ 'sub/a.yaml': policy('a') });
    await symlink('..', path.join(folder, 'sub/up'));
    await symlink('sub', path.join(folder, 'again'));
    await symlink('a.yaml', path.join(folder, 'sub/b.yaml'));
    const snapshot = await readFolder();
    expect(texts(snapshot)).toContain('NetworkPolicy shop/a');
    expect(snapshot.problems).toEqual([]);
  });

  it('is read through the links that a mounted ConfigMap has', async () => {
    await write({ '..2026_11_21/a.yaml': policy('a') });
    await symlink('..2026_11_21', path.join(folder, '..data'));
    await symlink('..data/a.yaml', path.join(folder, 'a.yaml'));
    expect(texts(await readFolder())).toContain('NetworkPolicy shop/a');
  });

  it('says so of links that lead out of it or to nothing', async () => {
    await write({ 'in/a.yaml': policy('a'), 'out/b.yaml': policy('b') });
    await symlink('../out', path.join(folder, 'in/out'));
    await symlink('../out/b.yaml', path.join(folder, 'in/b.yaml'));
    await symlink('nothing.yaml', path.join(folder, 'in/c.yaml'));
    await symlink('d.yaml', path.join(folder, 'in/d.yaml'));
    const snapshot = await readManifests({ path: path.join(folder, 'in') });
    expect(texts(snapshot)).toEqual(['Namespace shop', 'NetworkPolicy shop/a']);
    expect(snapshot.problems).toEqual([
      { object: 'b.yaml', message: 'is a link that leads out of the folder: it was not followed.' },
      { object: 'c.yaml', message: 'cannot be read: it does not exist.' },
      { object: 'd.yaml', message: 'cannot be read: its links lead in a circle.' },
      { object: 'out', message: 'is a link that leads out of the folder: it was not followed.' },
    ]);
  });

  it('passes over links to what is no manifest by its name, or to nothing', async () => {
    await write({ 'in/a.yaml': policy('a'), 'out/README.md': 'text' });
    await symlink('../out/README.md', path.join(folder, 'in/README.md'));
    await symlink('nothing', path.join(folder, 'in/editor-lock'));
    expect((await readManifests({ path: path.join(folder, 'in') })).problems).toEqual([]);
  });

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)('says so of files and folders that may not be read', async () => {
    await write({ 'a.yaml': policy('a'), 'b.yaml': policy('b'), 'c/d.yaml': policy('d') });
    await chmod(path.join(folder, 'b.yaml'), 0o000);
    await chmod(path.join(folder, 'c'), 0o000);
    const { problems } = await readFolder();
    await chmod(path.join(folder, 'c'), 0o700);
    expect(problems).toEqual([
      { object: 'b.yaml', message: 'cannot be read: permission denied.' },
      { object: 'c', message: 'cannot be read: permission denied. What it holds is not known.' },
    ]);
  });

  it('tells how far it is read', async () => {
    await write({ 'a.yaml': policy('a'), 'b.yaml': policy('b') });
    const progress: unknown[] = [];
    await readFolder({ onProgress: (step) => progress.push(step) });
    expect(progress).toEqual([
      { files: 1, of: 2 },
      { files: 2, of: 2 },
    ]);
  });
});

describe('a source of which nothing can be made', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      'is an empty folder',
      {},
      /^There is no Kubernetes object in FOLDER that can be read; give Kubernetes manifests: a folder of \.yaml, \.yml or \.json files/,
    ],
    ['is a folder without manifests', { 'README.md': 'hello' }, /^There is no Kubernetes object in FOLDER/],
    ['is a folder of other YAML', { 'ci.yaml': 'on: push\n' }, /What is wrong: ci\.yaml:1 is no Kubernetes object/],
    [
      'is a folder of broken YAML',
      { 'a.yaml': 'a: [\n', 'b.yaml': 'b: [\n' },
      /What is wrong: a\.yaml:2 does not parse: .* \(and 1 more\)$/,
    ],
    [
      'is a Helm chart',
      { 'chart/Chart.yaml': 'apiVersion: v2\nname: a\n', 'chart/values.yaml': 'a: 1\n' },
      /describes a Helm chart .*: render the chart with "helm template"/,
    ],
  ])('%s', async (_, files, message) => {
    await write(files);
    expect(await messageOf(readFolder())).toMatch(message);
  });

  it('is a path that leads nowhere', async () => {
    expect(await messageOf(readManifests({ path: path.join(folder, 'nowhere') }))).toMatch(
      /^FOLDER\/nowhere cannot be read: it does not exist\. Give the path of/,
    );
  });

  it('is an empty stream', async () => {
    expect(await messageOf(readManifests({ stdin: Readable.from([]) }))).toMatch(
      /^There is no Kubernetes object in what came on standard input/,
    );
  });

  it('is a stream that is no text', async () => {
    expect(await messageOf(readText(Buffer.from([0x1f, 0x8b, 0x08, 0xff])))).toContain('stdin is neither UTF-8 nor UTF-16 text');
  });
});

describe('what is too large', () => {
  const limits = { fileBytes: 2000, stdinBytes: 3000, folderBytes: 5000, folderFiles: 5, folderEntries: 20 };
  const huge = `# ${'x'.repeat(2500)}\n`;

  it('is refused before it is read, as a file', async () => {
    await write({ 'a.yaml': policy('a') });
    await truncate(path.join(folder, 'a.yaml'), 200 * 1024 * 1024 * 1024);
    expect(await messageOf(readManifests({ path: path.join(folder, 'a.yaml') }))).toBe(
      'FOLDER/a.yaml is larger than 64 MiB: split it into several files in a folder.',
    );
  });

  it('is left out with a problem, as one file of a folder', async () => {
    await write({ 'a.yaml': policy('a'), 'b.yaml': huge });
    const snapshot = await readFolder({ limits });
    expect(texts(snapshot)).toContain('NetworkPolicy shop/a');
    expect(snapshot.problems).toEqual([
      { object: 'b.yaml', message: 'is larger than 2000 bytes and was not read: split it, or give it alone on standard input.' },
    ]);
  });

  it('is refused as a folder, before it is read', async () => {
    await write(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.yaml`, huge.slice(0, 1500)])));
    expect(await messageOf(readFolder({ limits }))).toBe(
      'FOLDER holds more than 5000 bytes of manifests: give Bulkhead only the folder with the manifests of one cluster.',
    );
  });

  it('is a folder of too many files', async () => {
    await write(Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`${name}.yaml`, policy(name)])));
    expect(await messageOf(readFolder({ limits }))).toContain('holds more than 5 manifest files');
  });

  it('is a stream that does not end', async () => {
    const endless = Readable.from(
      (async function* () {
        for (;;) yield '# more\n';
      })(),
    );
    expect(await messageOf(readManifests({ stdin: endless }, { limits }))).toBe(
      'What came on standard input is larger than 3000 bytes: split it into several files in a folder.',
    );
  });
});

describe('encodings', () => {
  it.each<[string, Buffer]>([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${policy('a')}`)],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${policy('a')}`, 'utf16le')],
    ['Windows line ends', Buffer.from(policy('a').replaceAll('\n', '\r\n'))],
  ])('may be %s', async (_, bytes) => {
    expect(texts(await readText(bytes))).toContain('NetworkPolicy shop/a');
  });

  it('of one file that is no text cost that file alone', async () => {
    await write({ 'a.yaml': policy('a'), 'b.yaml': Buffer.from([0xff, 0x00]) });
    expect((await readFolder()).problems).toEqual([
      { object: 'b.yaml', message: 'is neither UTF-8 nor UTF-16 text: it was left out.' },
    ]);
  });
});

describe('documents that cannot be taken', () => {
  it('are told with file and line, and the rest is read', async () => {
    await write({ 'all.yaml': `${policy('a')}---\n${policy('b', 'pay', '[')}---\n${policy('c')}---\njust text\n` });
    const snapshot = await readFolder();
    // The broken one tells that its namespace is there, whatever else it holds.
    expect(texts(snapshot)).toEqual(['Namespace pay', 'Namespace shop', 'NetworkPolicy shop/a', 'NetworkPolicy shop/c']);
    expect(snapshot.problems).toEqual([
      {
        object: 'all.yaml:14',
        message: expect.stringContaining('does not parse: '),
        resource: 'networkpolicies.networking.k8s.io',
        namespace: 'pay',
      },
      {
        object: 'all.yaml:22',
        message: 'is no Kubernetes object: it does not have both apiVersion and kind. It was left out.',
        note: true,
      },
    ]);
  });

  it('leave what they would have said unknown where they forget their version or their kind', async () => {
    const { problems } = await readText(
      `${policy('a')}---\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n---\napiVersion: v1\nmetadata: {name: x}\n`,
    );
    expect(problems).toEqual([
      {
        object: 'Deployment shop/web',
        message: 'stdin:8: apiVersion is missing, but must be apps/v1. It was left out.',
        resource: 'deployments.apps',
        namespace: 'shop',
      },
      { object: 'stdin:11', message: 'is no Kubernetes object: it does not have both apiVersion and kind. It was left out.' },
    ]);
  });

  it('are missing where they can be nothing but objects, though no server would take them', async () => {
    const gapsIn = async (text: string) => (await readText(`${policy('a')}---\n${text}`)).problems.filter(({ note }) => !note);
    expect(await gapsIn('kind: NetworkPolicy\nspec: {podSelector: {}}\n')).toMatchObject([
      { resource: 'networkpolicies.networking.k8s.io', message: expect.stringContaining('is missing') },
    ]);
    expect(await gapsIn('- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n')).toMatchObject([{ object: 'stdin:8' }]);
    expect(await gapsIn('- {op: add, path: /spec, value: 1}\n')).toEqual([]);
    expect(await gapsIn('kind: Service\nurl: https://example.org\n')).toEqual([]);
  });

  it('say their kind where it is none that is read, so that nothing else is in doubt', async () => {
    expect((await readText(`${policy('a')}---\nkind: Secret\ndata: [\n`)).problems).toEqual([
      { object: expect.stringMatching(/^stdin:/), message: expect.stringContaining('does not parse'), kind: 'Secret' },
    ]);
  });

  it('are missing in lists that are none, or lie too deep in others', async () => {
    const list = (items: string) => `{"apiVersion": "v1", "kind": "List", "items": ${items}}`;
    const deep = Array.from({ length: 8 }).reduce<string>((inner) => list(`[${inner}]`), list('[]'));
    for (const text of [list('{"a": 1}'), deep])
      expect((await readText(`${policy('a')}---\n${text}`)).problems).toEqual([
        {
          object: expect.stringMatching(/^stdin:8/),
          message: expect.stringMatching(/^is a list whose items could not be taken/),
        },
      ]);
    expect((await readText(`${policy('a')}---\n${list('null')}`)).problems).toEqual([]);
  });

  it('still bring their namespace, also where it is the one that nobody named', async () => {
    const { objects } = await readText(`${policy('a')}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n`);
    expect(objects.namespaces?.map(({ metadata }) => metadata.name)).toContain('default');
  });

  it('leave what they would have said unknown, in their namespace: a key that stands twice', async () => {
    const { problems, objects } = await readText(`${policy('a')}---\n${policy('b', 'pay', '{}\nspec: {}')}`);
    expect(objects['networkpolicies.networking.k8s.io']).toHaveLength(1);
    expect(problems).toEqual([
      {
        object: 'stdin:14',
        message: 'does not parse: duplicated mapping key. The document was left out.',
        resource: 'networkpolicies.networking.k8s.io',
        namespace: 'pay',
      },
    ]);
  });

  it.each<[string, string, string]>([
    [
      'a label that is a number',
      policy('a').replace('spec:', '  labels: {version: 1.0}\nspec:'),
      'stdin:1: metadata.labels["version"] is the number 1, but must be a text (in YAML, write it in quotes). It was left out.',
    ],
    [
      'an API that is no longer served',
      policy('a').replace('networking.k8s.io/v1', 'extensions/v1beta1'),
      'stdin:1: apiVersion is the text "extensions/v1beta1", but must be networking.k8s.io/v1. It was left out.',
    ],
    [
      'a group that was forgotten',
      policy('a').replace('networking.k8s.io/v1', 'v1'),
      'stdin:1: apiVersion is the text "v1", but must be networking.k8s.io/v1. It was left out.',
    ],
  ])('name the object: %s', async (_, text, message) => {
    expect((await readText(text)).problems).toEqual([
      { object: 'NetworkPolicy shop/a', message, resource: 'networkpolicies.networking.k8s.io', namespace: 'shop' },
    ]);
  });

  it('are told once a file where a template engine should have run first', async () => {
    await write({
      'ok.yaml': policy('a'),
      'templates/np.yaml': `{{- if .Values.on }}\n${policy('{{ .Release.Name }}', '{{ .Release.Namespace }}')}---\n${policy('{{ .Release.Name }}-2', '{{ .Release.Namespace }}')}{{- end }}\n`,
    });
    expect((await readFolder()).problems).toEqual([
      {
        object: 'templates/np.yaml:1',
        message:
          'does not parse: it holds template expressions ({{ … }}), as the files of a Helm chart do: render the chart with "helm template" and give Bulkhead the result.',
        resource: 'networkpolicies.networking.k8s.io',
      },
    ]);
  });

  it('are told in words of their own: charts, values and kustomizations', async () => {
    await write({
      'Chart.yaml': 'apiVersion: v2\nname: shop\n',
      'values.yaml': 'replicas: 3\n',
      'kustomization.yaml': 'resources: [ok.yaml]\nnamespace: shop\n',
      'ok.yaml': policy('a'),
    });
    expect((await readFolder()).problems).toEqual([
      { object: 'Chart.yaml:1', message: expect.stringContaining('describes a Helm chart'), note: true },
      {
        object: 'kustomization.yaml:1',
        message: expect.stringContaining('is a kustomization: what it would change was not changed'),
        note: true,
      },
      { object: 'values.yaml:1', message: expect.stringContaining('looks like the values of a Helm chart'), note: true },
    ]);
  });
});

describe('a policy of a kind that is not known', () => {
  it.each([
    ['policy.networking.k8s.io/v1', 'GlobalPolicy'],
    ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy'],
    ['networking.gke.io/v1alpha1', 'FQDNNetworkPolicy'],
  ])('is told, since it decides all the same: %s %s', async (apiVersion, kind) => {
    const text = JSON.stringify({ apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, spec: {} });
    expect((await readText(text)).problems).toEqual([
      {
        object: `${kind} shop/a`,
        message: `stdin:1: is a policy of a kind that is not known, ${apiVersion}. What it does was left out.`,
        policy: true,
      },
    ]);
  });
});

it('of Antrea stays within its namespace, and one for other networks than that of pods is none', async () => {
  const named = { name: 'a', namespace: 'shop' };
  const antrea = JSON.stringify({ apiVersion: 'crd.antrea.io/v1beta1', kind: 'NetworkPolicy', metadata: named });
  const multus = JSON.stringify({ apiVersion: 'k8s.cni.cncf.io/v1beta1', kind: 'MultiNetworkPolicy', metadata: named });
  expect((await readText(`${antrea}\n---\n${multus}`)).problems).toMatchObject([
    { object: 'NetworkPolicy shop/a', policy: true, namespace: 'shop' },
  ]);
});

describe('an object of a kind that is not known and makes pods', () => {
  const rollout = (spec: object) =>
    JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web', namespace: 'shop' }, spec });
  const template = { template: { spec: { containers: [{ name: 'web', image: 'a:1' }] } } };

  it('is told, since its pods are there all the same', async () => {
    const { problems, objects } = await readText(rollout(template));
    expect(problems).toEqual([
      {
        object: 'Rollout shop/web',
        message: 'stdin:1: makes pods, and is of a kind that is not known, argoproj.io/v1alpha1. They were left out.',
        resource: 'pods',
        namespace: 'shop',
      },
    ]);
    expect(objects.namespaces).toHaveLength(1);
    expect(problems.map((problem) => refText(refOfProblem(problem, 'pods')))).toEqual(['Rollout shop/web']);
    expect((await readText(rollout({ jobTemplate: { spec: template } }))).problems).toHaveLength(1);
    expect((await readText(rollout({ template: {} }))).problems).toEqual([]);
  });

  it('is not missed where its pods are given, too', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web-1',
        namespace: 'shop',
        ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', controller: true }],
      },
      spec: { containers: [{ name: 'web', image: 'a:1' }] },
    };
    expect((await readText(`${rollout(template)}\n---\n${JSON.stringify(pod)}`)).problems).toEqual([]);
  });
});

describe('two objects of one kind, namespace and name', () => {
  it('are one: the later file wins, and both places are named', async () => {
    await write({
      'base/np.yaml': `---\n${policy('a', 'shop', '{podSelector: {}}')}`,
      'overlay/np.yaml': policy('a', 'shop', '{podSelector: {}, egress: []}'),
    });
    const snapshot = await readFolder();
    expect(snapshot.objects['networkpolicies.networking.k8s.io']).toMatchObject([{ spec: { podSelector: {}, egress: [] } }]);
    expect(snapshot.problems).toEqual([
      {
        object: 'NetworkPolicy shop/a',
        message: 'overlay/np.yaml:1: stands here and in base/np.yaml:2; this one was taken.',
        note: true,
      },
    ]);
  });

  it('are refused where they differ and that is to be an error, and taken where they say the same', async () => {
    await write({ 'a.yaml': policy('a', 'shop', '{podSelector: {}}'), 'b.yaml': policy('a', 'shop', '{podSelector: {}}') });
    expect((await readFolder({ strict: true })).problems).toMatchObject([{ object: 'NetworkPolicy shop/a', note: true }]);
    await write({ 'c.yaml': policy('a', 'shop', '{podSelector: {}, egress: []}') });
    expect(await messageOf(readFolder({ strict: true }))).toBe(
      'NetworkPolicy shop/a stands in b.yaml:1 and in c.yaml:1, and the two differ: keep one of them.',
    );
  });

  it('are two where the kind of another group has the same name', async () => {
    const other = policy('a').replace('networking.k8s.io/v1', 'crd.projectcalico.org/v1');
    expect((await readText(`${policy('a')}---\n${other}`)).problems).toEqual([]);
  });
});

describe('namespaces', () => {
  it('that are referred to exist with their name alone', async () => {
    const { objects } = await readText(
      `${policy('a', 'pay')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: tools}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n`,
    );
    expect(objects.namespaces?.map(({ metadata }) => metadata)).toEqual(
      ['default', 'pay', 'tools'].map((name) => ({ name, labels: { 'kubernetes.io/metadata.name': name } })),
    );
  });

  it('are not made for kinds that have none', async () => {
    const { objects } = await readText('apiVersion: v1\nkind: Node\nmetadata: {name: n, namespace: ghost}\n');
    expect(objects.namespaces).toBeUndefined();
  });
});

describe('lists', () => {
  it.each<[string, string]>([
    [
      'a List in YAML',
      `apiVersion: v1\nkind: List\nitems:\n- ${policy('a').trimEnd().replaceAll('\n', '\n  ')}\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: shop}\n`,
    ],
    [
      'a List in JSON',
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a","namespace":"shop"},"spec":{}}]}',
    ],
    [
      'a typed list whose items do not say what they are',
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a, namespace: shop}\n  spec: {}\n',
    ],
    [
      'a list in a list',
      'apiVersion: v1\nkind: List\nitems: [{apiVersion: networking.k8s.io/v1, kind: NetworkPolicyList, items: [{metadata: {name: a, namespace: shop}}]}]\n',
    ],
  ])('may be %s', async (_, text) => {
    const snapshot = await readText(text);
    expect(texts(snapshot)).toEqual(['Namespace shop', 'NetworkPolicy shop/a']);
    expect(snapshot.problems).toEqual([]);
  });

  it('name the item that cannot be taken', async () => {
    const text =
      '{"apiVersion":"v1","kind":"PodList","items":[{"metadata":{"name":"a"},"spec":{"containers":[{}]}},{"metadata":{"name":"b"}}]}';
    expect((await readText(text)).problems).toEqual([
      {
        object: 'Pod default/b',
        message: 'stdin:1 items[1]: spec is missing, but must be a mapping. It was left out.',
        resource: 'pods',
        namespace: 'default',
      },
    ]);
  });
});

it('does not keep what it does not need: other kinds, other ConfigMaps, Secrets', async () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n';
  const config = (namespace: string, name: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}}\ndata: {password: hunter2}\n`;
  const snapshot = await readText(
    [secret, config('shop', 'app'), 'apiVersion: example.com/v1\nkind: NetworkPolicy\nmetadata: {name: x}\n', policy('a')].join(
      '---\n',
    ),
  );
  expect(JSON.stringify(snapshot)).not.toContain('hunter2');
  expect(snapshot.problems).toEqual([]);
  const cilium = await readText(config('kube-system', 'cilium-config').replace('password: hunter2', 'enable-policy: never'));
  expect(cilium.objects.configmaps).toMatchObject([{ data: { 'enable-policy': 'never' } }]);
});

it('reads 5,000 policies of one file within 2 seconds', { timeout: 20_000 }, async () => {
  const text = Array.from({ length: 5000 }, (_, index) =>
    policy(
      `p${index}`,
      `ns${index % 100}`,
      '\n  podSelector:\n    matchLabels:\n      app: web\n  ingress:\n    - from:\n        - podSelector: {}\n      ports:\n        - port: 80',
    ),
  ).join('---\n');
  const started = performance.now();
  const snapshot = await readText(text);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(snapshot.objects['networkpolicies.networking.k8s.io']).toHaveLength(5000);
});
