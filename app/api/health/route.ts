import { UserError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { sharedStore } from '#lib/store/connection.ts';
import { checkStore } from '#lib/store/health.ts';

export const dynamic = 'force-dynamic';

/** 200 while pages can be made; 503 with the reason while the database does not answer. */
export async function GET(): Promise<Response> {
  const headers = { 'cache-control': 'no-store' };
  try {
    await checkStore(sharedStore());
    return Response.json({ status: 'ok' }, { headers });
  } catch (error) {
    log.error({ err: error }, 'the database does not answer');
    // Anything but our own words could tell strangers about the inside of the server.
    const reason =
      error instanceof UserError ? error.message : 'The database does not answer as it should; the log of the server says why.';
    return Response.json({ status: 'unavailable', error: reason }, { status: 503, headers });
  }
}
