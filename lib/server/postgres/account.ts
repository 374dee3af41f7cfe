import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { messageOf, UserError } from '#lib/errors.ts';

const run = promisify(execFile);

/** Who PostgreSQL runs as; null: the same user as Bulkhead. */
export type Account = { readonly uid: number; readonly gid: number; readonly name: string } | null;

const name = 'postgres';

async function idOf(flag: '-u' | '-g'): Promise<number> {
  return Number.parseInt((await run('id', [flag, name])).stdout, 10);
}

const lookUp = async (): Promise<Account> => ({ uid: await idOf('-u'), gid: await idOf('-g'), name });

/** PostgreSQL refuses to run as root: then it is the user `postgres`, who is made where there is none. */
export async function postgresAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const known = await lookUp().catch(() => null);
  if (known !== null) return known;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]);
    return await lookUp();
  } catch (error) {
    throw new UserError(
      `PostgreSQL does not run as root, and the user "${name}" could not be made (${messageOf(error)}): start Bulkhead as another user, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Whether the account may enter a folder and everything above it, by owner, group and mode. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  if (account === null) return true;
  const { uid, gid, mode } = await stat(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  const above = path.dirname(folder);
  return (mode & bit) !== 0 && (above === folder || (await canEnter(account, above)));
}
