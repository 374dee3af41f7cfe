// Builds the web app, where that is needed: `npm run build` does it before a start, `npm start` by itself.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '#lib/errors.ts';
import { forkNext, project } from './next-process.ts';

const built = path.join(project, '.next');
const stamp = path.join(built, 'bulkhead-sources');

/** What the build is made of. Packages are named by the lock file. */
const folders = ['app', 'components', 'lib', 'public'];
const files = ['package-lock.json', 'package.json', 'next.config.js', 'postcss.config.js', 'proxy.ts', 'tsconfig.json'];
const isSource = (name: string): boolean => /\.(tsx?|m?js|css|json|svg|png|ico|woff2?)$/.test(name);

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}

/** A digest of all sources: the build is as old as they are when it carries the same. */
async function sourcesDigest(): Promise<string> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(path.join(project, folder), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isFile() && isSource(entry.name))
        .map((entry) => path.relative(project, path.join(entry.parentPath, entry.name)));
    }),
  );
  const digest = createHash('sha256');
  for (const file of [...files, ...found.flat()].toSorted()) {
    const content = await readIfThere(path.join(project, file));
    if (content !== null) digest.update(`${file}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex');
}

export async function isBuilt(): Promise<boolean> {
  const [id, sources] = await Promise.all([readIfThere(path.join(built, 'BUILD_ID')), readIfThere(stamp)]);
  return id !== null && sources !== null && sources.toString() === (await sourcesDigest());
}

/** Builds the web app. Throws UserError with the end of what the build said where it fails, and the signal's reason when aborted. */
export async function buildWeb(options: {
  readonly signal?: AbortSignal;
  readonly onProgress: (message: string) => void;
}): Promise<void> {
  if ((await readIfThere(path.join(project, 'lib/store/generated/client.ts'))) === null)
    throw new UserError('The database client was not generated: run "npm ci" again, without --ignore-scripts.');
  const sources = await sourcesDigest();
  options.onProgress('Building the web app: once after every update, about a minute…');
  const begun = Date.now();
  const ticking = setInterval(
    () => options.onProgress(`… still building (${Math.round((Date.now() - begun) / 1000)} s)`),
    15_000,
  );
  try {
    await runBuild(options.signal);
  } finally {
    clearInterval(ticking);
  }
  await writeFile(stamp, sources);
}

function runBuild(signal: AbortSignal | undefined): Promise<void> {
  const child = forkNext(['build'], {
    env: { ...process.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...(signal === undefined ? {} : { signal }),
  });
  let said = '';
  const listen = (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-20_000);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(signal?.aborted === true ? signal.reason : error));
    child.once('close', (code, ended) => {
      if (code === 0) return resolve();
      const reason = said.trim().split('\n').slice(-30).join('\n');
      reject(
        new UserError(
          `The web app could not be built (${ended ?? `exit code ${code}`}). The end of what the build said:\n${reason}`,
        ),
      );
    });
  });
}

if (import.meta.main) {
  try {
    const say = (message: string) => process.stderr.write(`${message}\n`);
    if (await isBuilt()) say('The web app is built already.');
    else await buildWeb({ onProgress: say });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
