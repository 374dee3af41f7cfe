const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** Whether the system said that there is nothing: a link to nowhere. */
export const isNothing = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';

/** What the system said of a file, in a few words; anything but an error of the system is thrown on. */
export function whyUnreadable(thrown: unknown): string {
  if (!(thrown instanceof Error && 'code' in thrown && 'syscall' in thrown && typeof thrown.code === 'string')) throw thrown;
  return reasons[thrown.code] ?? `the system reports ${thrown.code}`;
}
