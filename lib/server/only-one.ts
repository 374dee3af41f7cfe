import { createHash } from 'node:crypto';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '#lib/errors.ts';

/**
 * A socket that belongs to a folder. The system closes it with the process, however that ends, which a file with a process id cannot
 * offer. On Linux it has no file either (a leading NUL is its abstract namespace); a short path elsewhere, since their length is limited.
 */
function socketOf(folder: string): string {
  const name = `bulkhead-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  return os.platform() === 'linux' ? `\0${name}` : path.join(os.tmpdir(), `${name}.sock`);
}

const listen = (socket: string): Promise<Server | null> =>
  new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(socket, () => resolve(server));
  });

const isAlive = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const connection = connect(socket, () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });

/** Holds a data folder for this process until it ends. Throws UserError where another Bulkhead has it. */
export async function holdFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const socket = socketOf(await realpath(folder));
  if ((await listen(socket)) !== null) return;
  if (!(await isAlive(socket))) {
    // A file that a process left behind which could not tidy up.
    await rm(socket, { force: true });
    if ((await listen(socket)) !== null) return;
  }
  throw new UserError(
    `Bulkhead is already running on the data folder ${folder}: use that one, stop it, or name another folder in BULKHEAD_DATA_DIR.`,
  );
}
