import cronstrue from 'cronstrue';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { UserError } from '#lib/errors.ts';
import { checkSchedule } from '#lib/queue/schedules.ts';
import { answered } from '../answer.ts';

const shape = z.object({ cron: z.string().max(200), timeZone: z.string().max(100) });

/** `{ words, next }`, or `{ error }`: that a schedule is wrong is an answer to this question, not a failure of the request. */
function previewOf(given: z.output<typeof shape>) {
  try {
    const { cron, next } = checkSchedule(given);
    return { words: cronstrue.toString(cron, { use24HourTimeFormat: true }), next: next.slice(0, 3) };
  } catch (error) {
    if (error instanceof UserError) return { error: error.message };
    throw error;
  }
}

/** What a schedule means, in words, and the next times it comes round. */
export function GET(request: NextRequest): Promise<Response> {
  return answered(async () => Response.json(previewOf(shape.parse(Object.fromEntries(request.nextUrl.searchParams)))));
}
