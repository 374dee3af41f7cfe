import { describe, expect, it } from 'vitest';
import { type Document, documentsOf } from '#lib/manifests/documents.ts';

const documents = (text: string): readonly Document[] => [...documentsOf(text)];

/** `line: value`, as short as it gets. */
const summary = (text: string): readonly string[] =>
  documents(text).map(
    (document) => `${document.line}: ${'value' in document ? JSON.stringify(document.value) : document.reason}`,
  );

describe('the documents of a text', () => {
  it('are parted by lines of three dashes, and know their lines', () => {
    expect(summary('# first\na: 1\n---\n\nb: 2\n--- # third\n# it is\nc: 3\n---\n# nothing\n---\n')).toEqual([
      '2: {"a":1}',
      '5: {"b":2}',
      '8: {"c":3}',
    ]);
  });

  it('may begin on the line of the dashes, and end with dots', () => {
    expect(summary('--- {a: 1}\n---\nb: 2\n...\n')).toEqual(['1: {"a":1}', '3: {"b":2}']);
  });

  it('may have Windows line ends', () => {
    expect(summary('a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n')).toEqual(['1: {"a":1}', '3: {"b":"x\\ny\\n"}']);
  });

  it('may have directives', () => {
    expect(summary('%YAML 1.1\n---\na: 1\n...\n%YAML 1.2\n---\nb: 2\n')).toEqual(['3: {"a":1}', '7: {"b":2}']);
  });

  it('do not end at dashes inside a text', () => {
    expect(summary('a: |\n  x\n  ---\n  y\nb: 1\n')).toEqual(['1: {"a":"x\\n---\\ny\\n","b":1}']);
  });

  it('are read on after one that does not parse', () => {
    expect(summary('a: 1\n---\nb: [\nc: 2\n---\nd: 3\n')[0]).toBe('1: {"a":1}');
    expect(summary('a: 1\n---\nb: [\nc: 2\n---\nd: 3\n')[2]).toBe('6: {"d":3}');
    expect(documents('a: 1\n---\nb: 2\nb: 3\n---\nd: 3\n')[1]).toEqual({
      line: 4,
      reason: 'duplicated mapping key',
      text: '\nb: 2\nb: 3\n',
    });
  });

  it('are none in an empty text', () => {
    expect(summary('')).toEqual([]);
    expect(summary('# only a comment')).toEqual([]);
  });
});

describe('JSON', () => {
  it('may be one value, or several that follow each other', () => {
    expect(summary('{"a": 1}')).toEqual(['1: {"a":1}']);
    expect(summary('{\n "a": 1\n}\n{\n "b": "}\\n{"\n}\n')).toEqual(['1: {"a":1}', '4: {"b":"}\\n{"}']);
  });

  it('may stand between YAML documents', () => {
    expect(summary('a: 1\n---\n{"b": 2}\n---\n{c: 3}\n')).toEqual(['1: {"a":1}', '3: {"b":2}', '5: {"c":3}']);
  });

  it('is refused where a mapping holds a key twice', () => {
    expect(summary('{"a": {"x": 1, "y": {"x": 1}, "\\u0078": 2}}')).toEqual(['1: the key "x" stands twice in one mapping']);
    expect(summary('[{"a": "a"}, {"a": ["a", "a"]}]')).toEqual(['1: [{"a":"a"},{"a":["a","a"]}]']);
  });

  it('that is cut off is told with its line', () => {
    expect(documents('{\n "a": 1,\n "b": {\n')[0]).toMatchObject({ line: 4, reason: expect.any(String) });
  });
});

describe('a long list', () => {
  const item = (name: string, indent = ''): string =>
    `${indent}- kind: Pod\n${indent}  metadata:\n${indent}    name: ${name}\n${indent}    x: |\n${indent}      - a\n`;
  const list = (items: string): string => `apiVersion: v1\nitems:\n${items}kind: List\nmetadata: {}\n`;
  const named = (text: string): readonly string[] =>
    documents(text).map((document) => `${document.line}: ${'value' in document ? JSON.stringify(document.value) : 'broken'}`);

  it.each(['', '  '])('comes item by item, each with its line (indented by %j)', (indent) => {
    expect(named(list(item('a', indent) + item('b', indent)))).toEqual([
      '3: {"kind":"Pod","metadata":{"name":"a","x":"- a\\n"}}',
      '8: {"kind":"Pod","metadata":{"name":"b","x":"- a\\n"}}',
    ]);
  });

  it('tells its items what they leave to it', () => {
    expect(documents('apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n')).toEqual([
      { line: 4, value: { metadata: { name: 'a' } }, list: { apiVersion: 'v1', kind: 'PodList' } },
    ]);
  });

  it('loses only the item that does not parse', () => {
    expect(named(list(`${item('a')}- kind: Pod\n  kind: Pod\n${item('c')}`))).toEqual([
      '3: {"kind":"Pod","metadata":{"name":"a","x":"- a\\n"}}',
      '9: broken',
      '10: {"kind":"Pod","metadata":{"name":"c","x":"- a\\n"}}',
    ]);
  });

  it('comes as one document where its items share anchors, or it is written otherwise', () => {
    const shared = 'kind: List\nitems:\n- &a {x: 1}\n- *a\n';
    expect(summary(shared)).toEqual(['1: {"kind":"List","items":[{"x":1},{"x":1}]}']);
    expect(summary('kind: List\nitems: [{x: 1}]\n')).toEqual(['1: {"kind":"List","items":[{"x":1}]}']);
    expect(summary('kind: List\nitems:\n')).toEqual(['1: {"kind":"List","items":null}']);
    expect(summary('kind: Menu\nitems:\n- a\n')).toEqual(['1: {"kind":"Menu","items":["a"]}']);
  });

  it('is refused as a whole where it has its items twice', () => {
    expect(named('kind: List\nitems:\n- a: 1\nitems:\n- b: 1\n')).toEqual(['4: broken']);
  });
});
