import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { progressOn } from '#lib/cli/progress.ts';

/** What a stream is made to print. */
function stream(isTTY: boolean): { stream: NodeJS.WriteStream; printed: () => string } {
  let printed = '';
  const fake: NodeJS.WriteStream = Object.create(WriteStream.prototype, {
    isTTY: { value: isTTY },
    columns: { value: 40 },
    write: {
      value: (text: string) => {
        printed += text;
        return true;
      },
    },
  });
  return { stream: fake, printed: () => printed };
}

test('a terminal sees one line that is replaced and taken away at the end', () => {
  const { stream: terminal, printed } = stream(true);
  const progress = progressOn(terminal);
  progress.clear();
  expect(printed()).toBe('');
  progress.tell('Reading pods');
  progress.tell(`Reading ${'x'.repeat(100)}\n`);
  progress.clear();
  const erase = '\r\u001b[2K';
  expect(printed()).toBe(`${erase}Reading pods${erase}Reading ${'x'.repeat(30)}…${erase}`);
});

test('anything else sees nothing', () => {
  const { stream: file, printed } = stream(false);
  const progress = progressOn(file);
  progress.tell('Reading pods');
  progress.clear();
  expect(printed()).toBe('');
});
