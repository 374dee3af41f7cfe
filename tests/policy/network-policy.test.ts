import { describe, expect, it } from 'vitest';
import { ruleText } from '#lib/policy/describe.ts';
import { networkPolicy } from '#lib/policy/network-policy.ts';
import type { Json } from '#lib/snapshot/objects.ts';

const given = (spec: Json) =>
  networkPolicy({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p', namespace: 'shop' }, spec });

const policyOf = (spec: Json) => {
  const result = given(spec);
  if ('invalid' in result) throw new Error(result.invalid.reason);
  return result.policy;
};

const reasonOf = (spec: Json): string => {
  const result = given(spec);
  if ('policy' in result) throw new Error('the policy was accepted');
  return result.invalid.reason;
};

const rulesOf = (spec: Json): readonly string[] => policyOf(spec).rules.map(ruleText);

describe('policyTypes', () => {
  it.each<[string, Json, { ingress: boolean; egress: boolean }]>([
    ['absent without egress rules covers ingress', { podSelector: {} }, { ingress: true, egress: false }],
    ['absent with empty egress rules covers ingress', { podSelector: {}, egress: [] }, { ingress: true, egress: false }],
    ['absent with egress rules covers both', { podSelector: {}, egress: [{}] }, { ingress: true, egress: true }],
    ['empty counts as absent', { podSelector: {}, policyTypes: [] }, { ingress: true, egress: false }],
    [
      'Egress alone leaves ingress open',
      { podSelector: {}, policyTypes: ['Egress'], ingress: [] },
      { ingress: false, egress: true },
    ],
    ['both are both', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, { ingress: true, egress: true }],
  ])('%s', (_title, spec, isolates) => {
    expect(policyOf(spec).isolates).toEqual(isolates);
  });

  it('leaves out rules of a direction that the policy does not cover', () => {
    expect(rulesOf({ podSelector: {}, policyTypes: ['Ingress'], egress: [{}] })).toEqual([]);
  });
});

describe('rules', () => {
  it.each<[string, Json, string]>([
    ['an empty rule', { ingress: [{}] }, 'allows from everything on all ports'],
    ['an empty from', { ingress: [{ from: [] }] }, 'allows from everything on all ports'],
    ['a null from and null ports', { ingress: [{ from: null, ports: null }] }, 'allows from everything on all ports'],
    [
      'a podSelector alone',
      { ingress: [{ from: [{ podSelector: {} }] }] },
      'allows from all pods in namespace shop on all ports',
    ],
    [
      'a namespaceSelector alone',
      { ingress: [{ from: [{ namespaceSelector: {} }] }] },
      'allows from all pods in all namespaces on all ports',
    ],
    [
      'both in one peer',
      {
        ingress: [
          {
            from: [
              {
                namespaceSelector: { matchLabels: { env: 'prod' } },
                podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] },
              },
            ],
          },
        ],
      },
      'allows from pods with app in (a, b) in namespaces with env=prod on all ports',
    ],
    [
      'two peers and a block with a hole',
      { egress: [{ to: [{ podSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }] },
      'allows to all pods in namespace shop or 10.0.0.0/8 except 10.1.0.0/16 on all ports',
    ],
    ['a port without protocol', { ingress: [{ ports: [{ port: 80 }] }] }, 'allows from everything on TCP 80'],
    ['a protocol without port', { ingress: [{ ports: [{ protocol: 'UDP' }] }] }, 'allows from everything on UDP 1-65535'],
    [
      'ranges that touch, another protocol and a name',
      { ingress: [{ ports: [{ port: 81, endPort: 90 }, { port: 80 }, { port: 53, protocol: 'SCTP' }, { port: 'http' }] }] },
      'allows from everything on TCP 80-90; SCTP 53; TCP http',
    ],
  ])('%s', (_title, rules, text) => {
    expect(rulesOf({ podSelector: {}, ...(rules as Record<string, Json>) })).toEqual([text]);
  });
});

describe('what an API server would refuse is refused with its place', () => {
  it.each<[string, Json, RegExp]>([
    [
      'an unknown operator',
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] } },
      /^spec\.podSelector\.matchExpressions\[0\]\.operator/,
    ],
    ['In without values', { podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] } }, /needs values/],
    [
      'Exists with values',
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] } },
      /needs no values/,
    ],
    [
      'a label value that is a number',
      { podSelector: { matchLabels: { version: 1 } } },
      /^spec\.podSelector\.matchLabels\.version/,
    ],
    ['a label key in another script', { podSelector: { matchLabels: { приложение: 'a' } } }, /приложение/],
    ['a CIDR that is none', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.300/8' } }] }] }, /"10\.0\.0\.300\/8" is no CIDR/],
    ['a CIDR with a leading zero', { ingress: [{ from: [{ ipBlock: { cidr: '010.0.0.0/8' } }] }] }, /is no CIDR/],
    [
      'an except outside',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }] }] },
      /not strictly inside/,
    ],
    [
      'an except as large as the block',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] } }] }] },
      /not strictly inside/,
    ],
    ['a port of 70000', { ingress: [{ ports: [{ port: 70000 }] }] }, /^spec\.ingress\[0\]\.ports\[0\]\.port/],
    ['a port of 0', { ingress: [{ ports: [{ port: 0 }] }] }, /port/],
    ['a number written as text', { ingress: [{ ports: [{ port: '80' }] }] }, /port/],
    ['an endPort below its port', { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] }, /endPort 80 is below port 90/],
    ['an endPort of a named port', { ingress: [{ ports: [{ port: 'http', endPort: 80 }] }] }, /numeric port/],
    ['a protocol that is none', { ingress: [{ ports: [{ protocol: 'ICMP' }] }] }, /protocol/],
    ['an empty peer', { ingress: [{ from: [{}] }] }, /a peer must name/],
    [
      'a block beside a selector',
      { ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] },
      /cannot stand beside/,
    ],
    ['a misspelt field', { ingres: [] }, /ingres/],
    ['a spec that is a list', [], /spec/],
  ])('%s', (_title, spec, message) => {
    const whole = Array.isArray(spec) ? spec : { podSelector: {}, ...(spec as Record<string, Json>) };
    expect(reasonOf(whole)).toMatch(message);
  });
});

it.each<[Json, string]>([
  [{ podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] }, 'spec.ingress[0].ports[0].port is 0, but must be at least 1'],
  [
    { podSelector: {}, ingress: [{ ports: [{ port: 1.5 }] }] },
    'spec.ingress[0].ports[0].port is 1.5, but must be a whole number',
  ],
  [{ podSelector: {}, ingress: 'all' }, 'spec.ingress is the text "all", but must be a list'],
  [{ podSelector: {}, ingress: [null] }, 'spec.ingress[0] is missing, but must be a mapping'],
  [
    { podSelector: {}, ingress: [{ from: [{ ipBlock: {} }] }] },
    'spec.ingress[0].from[0].ipBlock.cidr is missing, but must be a text',
  ],
  [
    { podSelector: {}, policyTypes: ['ingress'] },
    'spec.policyTypes[0] is the text "ingress", but must be one of Ingress, Egress',
  ],
  [{ podSelector: {}, ingres: [] }, 'spec has "ingres", which is no field there'],
  [{ podSelector: { matchLabels: { 'a b': 'c' } } }, 'spec.podSelector.matchLabels.a b: "a b" is no label key'],
])('what is wrong is said with the value that is: %j', (spec, reason) => {
  expect(reasonOf(spec)).toBe(reason);
});
