/**
 * An error that a person can act on: the message names the object and says what to do. The command line prints it as one line and
 * exits with `exitCode` (2 bad usage or input, 3 a cluster that could not be read); the web answers with `status`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: 2 | 3;
  readonly status: 400 | 404 | 409 | 413 | 422 | 502 | 503;

  constructor(message: string, options: { exitCode?: 2 | 3; status?: UserError['status']; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? 2;
    this.status = options.status ?? 400;
  }
}

// Some libraries hand on what was thrown as a plain object.
const hasMessage = (value: unknown): value is { readonly message: string } =>
  typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';

/** The text of whatever was thrown, its causes included, on one line; a UserError says everything itself. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof UserError) return thrown.message;
  if (!(thrown instanceof Error)) return hasMessage(thrown) ? thrown.message : String(thrown);
  const own = thrown.message || thrown.name;
  const parts =
    thrown instanceof AggregateError ? thrown.errors.map(messageOf) : thrown.cause === undefined ? [] : [messageOf(thrown.cause)];
  return [own, ...parts.filter((part) => !own.includes(part))].join(': ').replaceAll(/\s+/g, ' ');
}
