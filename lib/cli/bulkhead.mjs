#!/usr/bin/env node
// `npx bulkhead` is called by whatever Node a machine has, and the command line is written for the one that npm installed with it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The binary that the npm package `node` brings, or undefined where it is not installed. */
function ownNode() {
  const manifest = ownManifest();
  if (manifest === undefined) return undefined;
  const file = path.join(path.dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node);
  return existsSync(file) ? file : undefined;
}

function ownManifest() {
  try {
    return createRequire(import.meta.url).resolve('node/package.json');
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

const node = ownNode();
if (node === undefined) {
  process.stderr.write(
    'Bulkhead is not completely installed (its own Node is missing): run "npm ci" in its folder, with install scripts allowed.\n',
  );
  process.exit(2);
}

const main = fileURLToPath(new URL('main.ts', import.meta.url));
// Compiling our modules takes longer than most clusters do. The cache lies inside the installation, where nobody else may write;
// where we may not either, Node goes on without it. https://nodejs.org/api/module.html#module-compile-cache
const NODE_COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/bulkhead', import.meta.url));
const env = { NODE_COMPILE_CACHE, ...process.env };
const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit', env });
child.on('error', (error) => {
  process.stderr.write(`${node} cannot be run: ${error.message}. Run "npm ci" again.\n`);
  process.exit(2);
});
// A terminal sends SIGINT to both; the child decides what becomes of it, and this process waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
