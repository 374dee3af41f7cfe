import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { controls } from '#lib/controls/registry.ts';
import { renderPdf } from '#lib/report/pdf.ts';
import { clusterPosture, postureOf } from '../report/postures.ts';

// One report with 10,000 findings in an annex, in a process of its own so that its memory is its own.
const failing = Object.fromEntries(controls.map(({ id }) => [id, Math.ceil(10_000 / controls.length)]));
const posture = postureOf({ framework: 'all', clusters: [clusterPosture({ name: 'huge', framework: 'all', failing })] });
const findings = posture.clusters.flatMap((cluster) => cluster.controls.flatMap((control) => control.findings)).length;
let bytes = 0;
const begin = performance.now();
await pipeline(
  renderPdf(posture, { pageSize: 'A4', findings: 'all' }),
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  }),
);
process.send?.({ findings, bytes, ms: performance.now() - begin, peakMegabytes: process.resourceUsage().maxRSS / 1024 });
process.disconnect();
