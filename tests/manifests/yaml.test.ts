import { describe, expect, it } from 'vitest';
import { parseYaml } from '#lib/manifests/yaml.ts';

const only = (text: string): unknown => {
  const parsed = parseYaml(text);
  if ('reason' in parsed) throw new Error(parsed.reason);
  return parsed.documents[0];
};

const reasonOf = (text: string): string => {
  const parsed = parseYaml(text);
  if ('documents' in parsed) throw new Error('it was accepted');
  return parsed.reason;
};

describe('a plain scalar', () => {
  it.each<[string, unknown]>([
    ['yes', true],
    ['y', true],
    ['On', true],
    ['no', false],
    ['off', false],
    ['~', null],
    ['', null],
    ['0777', 511],
    ['0o17', 15],
    ['0x1F', 31],
    ['-0b101', -5],
    ['1_000', 1000],
    ['080', 80],
    ['1e3', 1000],
    ['.5', 0.5],
    ['-7', -7],
    ['1:30', '1:30'],
    ['1000:2000', '1000:2000'],
    ['2026-01-01', '2026-01-01'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['1.2.3', '1.2.3'],
    ['YeS', 'YeS'],
    ['"yes"', 'yes'],
    ["'1.0'", '1.0'],
  ])('%j means %j, as for kubectl', (source, value) => {
    expect(only(`key: ${source}\n`)).toEqual({ key: value });
  });
});

describe('what a document may not hold', () => {
  it('is a key twice', () => {
    expect(parseYaml('a: 1\nb: 2\na: 3\n')).toEqual({ reason: 'duplicated mapping key', line: 2 });
  });

  it('is a tab for indentation', () => {
    expect(reasonOf('a:\n\tb: 1\n')).toContain('tab');
  });

  it('is a tag that Kubernetes does not know', () => {
    expect(reasonOf('a: !Ref b\n')).toContain('!<!Ref>');
  });

  it.each(['[', '{a: ', '- ', '{"a": '])('is a nesting of %j without end', (opening) => {
    expect(reasonOf(opening.repeat(100_000))).toMatch(/maxDepth/);
  });

  it('is a mapping that holds itself', () => {
    expect(reasonOf('a: &a\n  b: *a\n')).toContain('aliases');
  });

  it('is a handful of aliases that stand for billions of values', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
    );
    const started = performance.now();
    expect(reasonOf(['l0: &l0 [x]', ...levels].join('\n'))).toContain('aliases');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('is a merge of merges without end', () => {
    const levels = Array.from({ length: 200 }, (_, level) => `l${level + 1}: &l${level + 1} {<<: *l${level}, k${level}: 1}`);
    expect(reasonOf(['l0: &l0 {a: 1}', ...levels].join('\n'))).toMatch(/merge|aliases/);
  });
});

it('follows aliases and merges within reason', () => {
  expect(only('a: &a {app: web}\nb: *a\nc: {<<: *a, tier: db}\n')).toEqual({
    a: { app: 'web' },
    b: { app: 'web' },
    c: { app: 'web', tier: 'db' },
  });
});
