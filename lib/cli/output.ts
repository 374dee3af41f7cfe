import { createWriteStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '#lib/errors.ts';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * Throws UserError unless a file can be written there, so that nobody waits for a scan whose report has nowhere to go. `option` is the
 * option that named it.
 */
export async function assertWritable(file: string, option: string): Promise<void> {
  const cannot = (reason: string) => new UserError(`${option} ${file} cannot be written: ${reason}.`);
  const folder = path.dirname(path.resolve(file));
  try {
    const stats = await stat(file).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    });
    if (stats?.isDirectory()) throw cannot('it is a folder');
    await access(stats === null ? folder : file, constants.W_OK);
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (codeOf(error) === 'ENOENT') throw cannot(`there is no folder ${folder}`);
    if (codeOf(error) === 'ENOTDIR') throw cannot(`${folder} is no folder`);
    throw cannot(codeOf(error) === 'EACCES' ? 'you may not write there' : messageOf(error));
  }
}

/** Writes all of `content` to a file. Throws UserError that names the option and the file. */
export async function writeToFile(file: string, option: string, content: Readable): Promise<void> {
  try {
    await pipeline(content, createWriteStream(file));
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new UserError(`${option} ${file} cannot be written: ${messageOf(error)}.`, { cause: error });
  }
}

/** Writes all of `content` to standard output, no faster than its reader takes it. */
export async function writeToStdout(content: Readable): Promise<void> {
  await pipeline(content, process.stdout, { end: false });
}

/** A reader that has seen enough (`| head`) ends the program without a word and with the exit code that it has earned by then. */
export function endQuietlyWithReader(): void {
  process.stdout.on('error', (error) => {
    if (codeOf(error) === 'EPIPE') process.exit();
    throw new UserError(`Standard output cannot be written: ${messageOf(error)}.`, { cause: error });
  });
}
