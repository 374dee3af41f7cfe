import { type Queue, sampleQueue } from './connection.ts';

/** Asks the workers to load the sample clusters; where that is asked or done already, it is that one. */
export async function requestSample({ boss }: Queue): Promise<void> {
  await boss.send(sampleQueue, {}, { singletonKey: 'all' });
}
