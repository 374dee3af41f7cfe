import { describe, expect, it } from 'vitest';
import { type Control, defineControl, fail, pass, type Result, unknown } from '#lib/controls/control.ts';
import { type ControlResult, runControl } from '#lib/controls/run.ts';
import { factsOf } from '#lib/facts/derive.ts';
import type { Framework } from '#lib/frameworks/framework.ts';
import { frameworkResult } from '#lib/score/framework-score.ts';
import { world } from '#tests/support/world.ts';

const framework: Framework = {
  id: 'cis-2.0.1',
  name: 'A framework',
  edition: '1',
  publisher: 'Nobody',
  url: 'https://example.org',
  requirements: [
    { id: '1', title: 'words', section: 's', decided: 'automatic', literal: true },
    { id: '2', title: 'a person', section: 's', decided: 'manual' },
    { id: '3', title: 'far', section: 's', decided: 'outOfReach' },
    { id: '4', title: 'nobody checks', section: 's', decided: 'automatic' },
  ],
};
const namespace = (name: string) => ({ kind: 'Namespace', namespace: null, name });
const controlOf = (results: readonly Result[]): Control =>
  defineControl({
    id: 'a-control',
    title: 't',
    severity: 'high',
    needs: ['pods'],
    population: 'namespaces',
    why: 'w',
    fix: 'f',
    satisfies: { 'cis-2.0.1': ['1', '2'] },
    check: () => results,
  });
const judged = (results: readonly Result[], reads: Parameters<typeof world>[1] = {}) => {
  const control = controlOf(results);
  const result: ControlResult = runControl(control, factsOf(world('', reads)), []);
  return frameworkResult(framework, [control], [result]);
};
const first = (results: readonly Result[]) => judged(results).requirements[0];

describe('a requirement', () => {
  it('that a person decides, or that is out of reach, never passes by itself', () => {
    const { requirements } = judged([pass(namespace('a'), 'm')]);
    expect(requirements.map(({ outcome }) => outcome)).toEqual(['pass', 'manual', 'outOfReach', 'notApplicable']);
  });

  it('fails with one failure, and is unknown with one unknown', () => {
    expect(first([pass(namespace('a'), 'm'), fail(namespace('b'), 'm')])?.outcome).toBe('fail');
    expect(first([pass(namespace('a'), 'm'), unknown(namespace('b'), 'm')])?.outcome).toBe('unknown');
  });

  it('is unknown where its control could not be judged', () => {
    const { requirements, score } = judged([pass(namespace('a'), 'm')], {
      reads: { pods: { status: 'failed', message: 'cut' } },
    });
    expect(requirements[0]).toMatchObject({ outcome: 'unknown', literal: 'unknown' });
    expect(score).toEqual({ value: null, grade: null, coverage: 0 });
  });
});

describe('the literal verdict', () => {
  it('stands beside the effective one', () => {
    expect(first([fail(namespace('a'), 'm', { literal: 'pass' })])).toMatchObject({ outcome: 'fail', literal: 'pass' });
  });

  it('fails with one literal failure', () => {
    expect(
      first([pass(namespace('a'), 'm', { literal: 'pass' }), unknown(namespace('b'), 'm', { literal: 'fail' })])?.literal,
    ).toBe('fail');
  });

  it('is unknown where one resource has none', () => {
    expect(first([pass(namespace('a'), 'm', { literal: 'pass' }), unknown(namespace('b'), 'm')])?.literal).toBe('unknown');
  });
});
