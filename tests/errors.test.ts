import { expect, it } from 'vitest';
import { messageOf, UserError } from '#lib/errors.ts';

it.each<[string, unknown, string]>([
  ['an error', new Error('it broke'), 'it broke'],
  ['its cause', new Error('it broke', { cause: new Error('cut') }), 'it broke: cut'],
  ['a cause that it tells already', new Error('it broke: cut', { cause: new Error('cut') }), 'it broke: cut'],
  ['several at once', new AggregateError([new Error('first'), new Error('second')], 'both broke'), 'both broke: first: second'],
  ['an error without words', new TypeError(), 'TypeError'],
  ['a message without an error', { message: 'it broke' }, 'it broke'],
  ['a text', 'it broke', 'it broke'],
  ['lines', new Error('it\n  broke'), 'it broke'],
  ['what a person is to read, alone', new UserError('Do that.', { cause: new Error('inner') }), 'Do that.'],
])('tells %s on one line', (_title, thrown, text) => {
  expect(messageOf(thrown)).toBe(text);
});
