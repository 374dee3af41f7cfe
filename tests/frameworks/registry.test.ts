import { describe, expect, it } from 'vitest';
import { controls } from '#lib/controls/registry.ts';
import { frameworkOf, frameworks } from '#lib/frameworks/registry.ts';

it('finds a framework by its id', () => {
  expect(frameworks.map(({ id }) => frameworkOf(id)?.name)).toEqual([
    'CIS Kubernetes Benchmark',
    'Kubernetes Hardening Guide',
    'OWASP Kubernetes Top Ten',
  ]);
  expect(frameworkOf('cis-1.5')).toBeUndefined();
  expect(frameworkOf('constructor')).toBeUndefined();
});

it.each(controls)('$id satisfies only requirements that the frameworks have', ({ satisfies }) => {
  for (const framework of frameworks) {
    const known = framework.requirements.map(({ id }) => id);
    expect((satisfies[framework.id] ?? []).filter((id) => !known.includes(id))).toEqual([]);
  }
});

it('ties every control to a framework', () => {
  expect(controls.filter(({ satisfies }) => Object.keys(satisfies).length === 0).map(({ id }) => id)).toEqual([]);
});

describe.each(frameworks)('$name', ({ id: framework, url, requirements }) => {
  it('has each requirement once, and says where it is published', () => {
    const ids = requirements.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(new URL(url).protocol).toBe('https:');
  });

  it.each(requirements)('$id is decided as it says', ({ id, decided, note, literal }) => {
    const deciding = controls.filter(({ satisfies }) => satisfies[framework]?.includes(id));
    if (decided === 'automatic') expect(deciding).not.toEqual([]);
    else expect(note).toMatch(/\.$/);
    if (decided === 'outOfReach') expect(deciding).toEqual([]);
    if (literal) expect(decided).toBe('automatic');
  });
});
