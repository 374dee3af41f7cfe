import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { memoryFlag } from '#lib/server/next-process.ts';

export interface ReportMeasurement {
  readonly findings: number;
  readonly bytes: number;
  readonly ms: number;
  readonly peakMegabytes: number;
}

/** Writes a PDF with 10,000 findings, as the process of the web app does; the peak is the resident memory of the whole process, the findings themselves included. */
export async function measureReport(): Promise<ReportMeasurement> {
  const child = fork(fileURLToPath(new URL('report-writer.ts', import.meta.url)), { execArgv: [memoryFlag] });
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the report's process ended with ${code} before it was written`);
    }),
  ]);
  return message as ReportMeasurement;
}

if (import.meta.main) {
  const { findings, bytes, ms, peakMegabytes } = await measureReport();
  console.log(
    `PDF with ${findings} findings: ${Math.round(ms)} ms (at most 5000), peak ${Math.round(peakMegabytes)} MB (at most 300), ${bytes} bytes`,
  );
}
