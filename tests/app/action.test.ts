import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '#lib/errors.ts';
import { changed } from '../../app/action.ts';

const shape = z.object({ name: z.string().min(1, 'Give a name.') });

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

describe('a change that a form asks for', () => {
  it('says what was done', async () => {
    expect(await changed(shape, form({ name: 'a' }), async ({ name }) => `Saved ${name}.`)).toMatchObject({
      errors: {},
      done: 'Saved a.',
    });
  });

  it('tells what is wrong beside the field, and gives back what was typed', async () => {
    const state = await changed(shape, form({ name: '', other: 'typed' }), async () => 'never');
    expect(state).toEqual({ errors: { name: 'Give a name.' }, values: { name: '', other: 'typed' } });
  });

  it('tells what people can act on as a message', async () => {
    const work = () => Promise.reject(new UserError('There is already a cluster named a.'));
    expect(await changed(shape, form({ name: 'a' }), work)).toMatchObject({
      errors: { form: 'There is already a cluster named a.' },
    });
  });

  it('passes on what nobody expected', async () => {
    await expect(changed(shape, form({ name: 'a' }), () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
  });
});
