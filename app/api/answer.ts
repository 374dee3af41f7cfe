import { z } from 'zod';
import { UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';

const problem = (status: number, error: string): Response =>
  Response.json({ error }, { status, headers: { 'cache-control': 'no-store' } });

/**
 * Every API route answers through this: what is wrong with a request or what people can act on becomes `{ "error": sentence }` with its
 * status; anything else is logged, and told without its inside.
 */
export async function answered(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return problem(error.status, error.message);
    if (error instanceof z.ZodError)
      return problem(400, error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
    log.error({ err: error }, 'an API request failed');
    return problem(500, 'Something went wrong on the server; its log says what.');
  }
}
