import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** What the server answers with. The words and shapes below are those of a real API server (1.36). */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const always = { 'cache-control': 'no-cache, private' };

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { ...always, 'content-type': 'application/json', ...headers },
  body: Buffer.from(`${JSON.stringify(body)}\n`),
});

export const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { ...always, 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers },
  body: Buffer.from(body),
});

interface StatusFields {
  readonly message: string;
  readonly reason: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A Status, as most refusals are told. */
export const status = (
  code: number,
  { message, reason, metadata = {}, details }: StatusFields,
  headers: Readonly<Record<string, string>> = {},
): Answer =>
  json(
    code,
    { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, reason, ...(details ? { details } : {}), code },
    headers,
  );

export const unauthorized = (): Answer => status(401, { message: 'Unauthorized', reason: 'Unauthorized' });

/** Of a custom resource, its version or its group: plain text. */
export const pageNotFound = (): Answer => text(404, '404 page not found\n');

/** Of a version or a resource of a built-in group. */
export const resourceNotFound = (): Answer =>
  status(404, { message: 'the server could not find the requested resource', reason: 'NotFound', details: {} });

const dotted = (plural: string, group: string): string => (group === '' ? plural : `${plural}.${group}`);

/** Of one object. */
export const objectNotFound = (plural: string, group: string, name: string): Answer =>
  status(404, {
    message: `${dotted(plural, group)} "${name}" not found`,
    reason: 'NotFound',
    details: { name, ...(group === '' ? {} : { group }), kind: plural },
  });

export interface Denied {
  readonly user: string;
  readonly verb: 'get' | 'list';
  readonly plural: string;
  readonly group: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

export function forbiddenResource({ user, verb, plural, group, namespace, name }: Denied): Answer {
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = name === undefined ? dotted(plural, group) : `${dotted(plural, group)} "${name}"`;
  return status(403, {
    message: `${what} is forbidden: User "${user}" cannot ${verb} resource "${plural}" in API group "${group}" ${where}`,
    reason: 'Forbidden',
    details: { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural },
  });
}

export const forbiddenPath = (user: string, path: string): Answer =>
  status(403, { message: `forbidden: User "${user}" cannot get path "${path}"`, reason: 'Forbidden', details: {} });

/** The token of a page too old to go on with. The one in its metadata would go on, but with what is there now. */
export const expiredToken = (inconsistentToken: string): Answer =>
  status(410, {
    metadata: { continue: inconsistentToken },
    message:
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    reason: 'Expired',
  });

/** Compressed once, however often the same answer is given. */
const zipped = new WeakMap<Answer, Buffer>();

function zip(answer: Answer): Buffer {
  const known = zipped.get(answer);
  if (known !== undefined) return known;
  const body = gzipSync(answer.body, { level: 1 });
  zipped.set(answer, body);
  return body;
}

/** The bare word counts: `gzip;q=0.5` does not make an API server compress. */
const wantsGzip = (acceptEncoding: string): boolean => acceptEncoding.split(',').some((word) => word.trim() === 'gzip');

/** The answer as it goes over the wire: compressed above 131,072 bytes, and without a content-length above about 2 KB. */
export function encode(
  answer: Answer,
  acceptEncoding: string,
): { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } {
  const compress = answer.body.length > 131_072 && wantsGzip(acceptEncoding);
  const body = compress ? zip(answer) : answer.body;
  return {
    headers: {
      ...answer.headers,
      ...(compress ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
      ...(body.length > 2048 ? {} : { 'content-length': String(body.length) }),
    },
    body,
  };
}

export function send(response: ServerResponse, answer: Answer, acceptEncoding: string): void {
  const { headers, body } = encode(answer, acceptEncoding);
  response.writeHead(answer.status, headers);
  response.end(body);
}
