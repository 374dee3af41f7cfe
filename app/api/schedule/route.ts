import cronstrue from 'cronstrue';
import type { NextRequest } from 'next/server';
import { z } from 'zod';
import { checkSchedule } from '#lib/queue/schedules.ts';
import { answered } from '../answer.ts';

const shape = z.object({ cron: z.string().max(200), timeZone: z.string().max(100) });

/** What a schedule means, in words, and the next times it comes round: `{ words, next }`, or 400 with what is wrong with it. */
export function GET(request: NextRequest): Promise<Response> {
  return answered(async () => {
    const { cron, next } = checkSchedule(shape.parse(Object.fromEntries(request.nextUrl.searchParams)));
    const words = cronstrue.toString(cron, { use24HourTimeFormat: true });
    return Response.json({ words, next: next.slice(0, 3) });
  });
}
