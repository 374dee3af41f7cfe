import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

// `npm run bench`: every measurement in a process of its own, one after the other. Each prints its numbers beside the bounds we hold
// ourselves to; the helpers that measurements fork are told by the file that forks them. A name narrows: `npm run bench -- pull`.

const parts = new Set(['run.ts', 'generated-cluster.ts', 'cluster-shapes.ts']);
const [wanted = ''] = process.argv.slice(2);
const files = (await readdir(import.meta.dirname)).filter(
  (name) => name.endsWith('.ts') && !parts.has(name) && !/-(reader|server|writer)\.ts$/.test(name) && name.includes(wanted),
);
let failed = 0;
for (const name of files.toSorted()) {
  console.log(`\n${name.replace('.ts', '')}`);
  const [code] = await once(spawn(process.execPath, [path.join(import.meta.dirname, name)], { stdio: 'inherit' }), 'exit');
  if (code !== 0) failed += 1;
}
if (failed > 0) {
  console.error(`${failed} of ${files.length} could not be measured.`);
  process.exitCode = 1;
}
