/** How much is read at most, in bytes and files. */
export interface Limits {
  readonly fileBytes: number;
  readonly stdinBytes: number;
  readonly folderBytes: number;
  /** Manifest files. */
  readonly folderFiles: number;
  /** Files and folders of any kind that are looked at. */
  readonly folderEntries: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: Limits = {
  fileBytes: 64 * mebibyte,
  stdinBytes: 256 * mebibyte,
  folderBytes: 1024 * mebibyte,
  folderFiles: 100_000,
  folderEntries: 1_000_000,
};

/** `64 MiB`, or bytes where that would be 0. */
export const sizeText = (bytes: number): string => (bytes >= mebibyte ? `${Math.floor(bytes / mebibyte)} MiB` : `${bytes} bytes`);
