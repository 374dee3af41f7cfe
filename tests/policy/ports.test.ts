import { expect, it } from 'vitest';
import { allPorts, isEmpty, isFull, noPorts, portsOf, portsText, unionOfPorts } from '#lib/policy/ports.ts';

it('merges ranges that overlap or touch, whatever their order', () => {
  const union = unionOfPorts([
    portsOf('TCP', { from: 90, to: 100 }),
    portsOf('TCP', { from: 80, to: 80 }),
    portsOf('TCP', { from: 81, to: 92 }),
  ]);
  expect(union.TCP).toEqual([{ from: 80, to: 100 }]);
  expect(portsText(union)).toBe('TCP 80-100');
});

it('is full only with all three protocols', () => {
  expect(isFull(unionOfPorts([portsOf('TCP'), portsOf('UDP')]))).toBe(false);
  expect(isFull(unionOfPorts([portsOf('TCP'), portsOf('UDP'), portsOf('SCTP')]))).toBe(true);
  expect(portsText(allPorts)).toBe('all ports');
});

it('knows that nothing is nothing', () => {
  expect(isEmpty(noPorts)).toBe(true);
  expect(portsText(noPorts)).toBe('no ports');
});
