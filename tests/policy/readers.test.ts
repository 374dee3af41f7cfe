import { expect, test } from 'vitest';
import {
  entriesOf,
  listOf,
  mapping,
  mistake,
  number,
  oneOf,
  optional,
  part,
  text,
  tryRead,
  wholeNumber,
} from '#lib/policy/readers.ts';

const port = mapping({ port: wholeNumber(1, 65_535), protocol: optional(oneOf(['TCP', 'UDP'])) }, ({ port, protocol }) => {
  if (port === 53 && protocol === undefined) throw mistake('53 needs a protocol', 'protocol');
});
const rules = mapping({ ports: listOf(port, { least: 1, most: 2 }), labels: optional(entriesOf((_, value) => text(value))) });
const reasonOf = (value: unknown): string | undefined => {
  const read = tryRead(rules, value);
  return 'reason' in read ? read.reason : undefined;
};

test('what is sound is read, and null is the same as a field left out', () => {
  expect(tryRead(rules, { ports: [{ port: 80, protocol: null }], labels: null })).toEqual({
    value: { ports: [{ port: 80, protocol: undefined }], labels: undefined },
  });
});

test.each([
  [5, 'spec is 5, but must be a mapping'],
  [{}, 'spec.ports is missing, but must be a list'],
  [{ ports: [] }, 'spec.ports is a list of 0, but must be a list of at least 1'],
  [{ ports: [{ port: 1 }, { port: 2 }, { port: 3 }] }, 'spec.ports is a list of 3, but must be a list of at most 2'],
  [{ ports: [{ port: 1 }, { port: '80' }] }, 'spec.ports[1].port is the text "80", but must be a number'],
  [{ ports: [{ port: 1.5 }] }, 'spec.ports[0].port is 1.5, but must be a whole number'],
  [{ ports: [{ port: 1e20 }] }, 'spec.ports[0].port is 100000000000000000000, but must be at most 65535'],
  [{ ports: [{ port: Number.NaN }] }, 'spec.ports[0].port is NaN, but must be a number'],
  [{ ports: [{ port: 1, protocol: 'tcp' }] }, 'spec.ports[0].protocol is the text "tcp", but must be one of TCP, UDP'],
  [{ ports: [{ port: 1, prot: 'TCP' }] }, 'spec.ports[0] has "prot", which is no field there'],
  [{ ports: [{ port: 53 }] }, 'spec.ports[0].protocol: 53 needs a protocol'],
  [{ ports: [{ port: 80 }], labels: { 'a\u0000': 5 } }, 'spec.labels.a\\u{0} is 5, but must be a text'],
])('of %j it is said what is wrong first, and where', (value, reason) => {
  expect(reasonOf(value)).toBe(reason);
});

test('a part of a mapping leaves alone what else stands there', () => {
  expect(part({ port: number })({ port: 80, other: {} })).toEqual({ port: 80 });
});

test('what is no mistake of the spec is thrown on', () => {
  const broken = listOf(() => {
    throw new TypeError('a fault of our own');
  });
  expect(() => tryRead(broken, [1])).toThrow(TypeError);
});
