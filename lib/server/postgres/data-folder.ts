import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, realpath, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '#lib/errors.ts';
import { type Account, canEnter } from './account.ts';
import { sharedFolder } from './binaries.ts';

const secretsFile = 'postgres.json';
const secretsShape = z.object({ password: z.string().min(20) });

/**
 * Makes the data folder, or another one where the account may not enter it and nobody asked for it by name. Returns where the data
 * really is.
 */
export async function usableDataFolder(
  { folder, given }: { readonly folder: string; readonly given: boolean },
  account: Account,
  onProgress: (message: string) => void,
): Promise<string> {
  const made = await makeFolder(folder, account);
  if (await canEnter(account, made)) return made;
  if (given)
    throw new UserError(
      `PostgreSQL does not run as root but as the user "${account?.name}", who may not enter ${folder}: name another folder in BULKHEAD_DATA_DIR, such as ${sharedFolder}/data.`,
    );
  const other = path.join(sharedFolder, createHash('sha256').update(made).digest('hex').slice(0, 12));
  onProgress(`The data is kept in ${other}, because the user "${account?.name}" may not enter ${folder}.`);
  return makeFolder(other, account);
}

async function makeFolder(folder: string, account: Account): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: account === null ? 0o700 : 0o711 });
    // Only the folder of the database itself belongs to the account, which has to pass through this one.
    if (account !== null) await chmod(folder, 0o711);
    return await realpath(folder);
  } catch (error) {
    throw new UserError(`The data folder ${folder} cannot be used: ${messageOf(error)}. Name another one in BULKHEAD_DATA_DIR.`, {
      cause: error,
    });
  }
}

/** Writes a file that only its owner can read, whole or not at all. */
export async function writeSecret(file: string, text: string, account: Account): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  const handle = await open(unfinished, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (account !== null) await chown(unfinished, account.uid, account.gid);
  await rename(unfinished, file);
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The password of the embedded server; null before there is one. */
export async function readPassword(dataFolder: string): Promise<string | null> {
  const file = path.join(dataFolder, secretsFile);
  try {
    return secretsShape.parse(JSON.parse(await readFile(file, 'utf8'))).password;
  } catch (error) {
    if (isMissing(error)) return null;
    throw new UserError(
      `The file ${file}, which holds the password of the embedded database, cannot be read: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** Makes up a password and keeps it. */
export async function newPassword(dataFolder: string): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await writeSecret(path.join(dataFolder, secretsFile), JSON.stringify({ password }), null);
  return password;
}
