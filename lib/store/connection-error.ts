import { messageOf, UserError } from '#lib/errors.ts';

/** Where a database URL points to, without user and password: `db.example.org:5432/bulkhead`. */
export function databaseName(url: string): string {
  if (!URL.canParse(url)) return 'the address in DATABASE_URL';
  const { hostname, port, pathname, searchParams } = new URL(url);
  return `${searchParams.get('host') ?? hostname}:${port || '5432'}/${decodeURIComponent(pathname.slice(1))}`;
}

const codeOf = (thrown: unknown): string | undefined => {
  if (thrown instanceof AggregateError) return thrown.errors.map(codeOf).find((code) => code !== undefined);
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
};

// https://www.postgresql.org/docs/current/errcodes-appendix.html, and the codes of Node's sockets
const advice: Readonly<Record<string, string>> = {
  '28P01': 'the server refused the user name or password; correct them in DATABASE_URL',
  '28000': 'the server does not let this user in; check the user name, pg_hba.conf and whether TLS is asked for (sslmode)',
  '3D000': 'the database does not exist; create it with "createdb" or correct its name in DATABASE_URL',
  '42501': 'the user lacks a right that is needed; make it the owner of the database',
  '53300': 'the server has no free connection; raise max_connections or stop other users',
  '57P03': 'the server is starting up or shutting down; try again in a moment',
  // https://www.prisma.io/docs/orm/reference/error-reference
  P1001: 'nothing answers there; start PostgreSQL or correct host and port in DATABASE_URL',
  P1002: 'no answer in time; check host, port and firewall',
  P1008: 'no answer in time; check the load of the server',
  P1017: 'the server closed the connection; check its log',
  P2024: 'no connection became free in time; check the load of the server',
  ECONNREFUSED: 'nothing listens there; start PostgreSQL or correct host and port in DATABASE_URL',
  ENOTFOUND: 'no such host; correct the host in DATABASE_URL',
  EAI_AGAIN: 'the host name could not be looked up; correct the host in DATABASE_URL or check the name server',
  ETIMEDOUT: 'no answer; check host, port and firewall',
  EHOSTUNREACH: 'the host cannot be reached; check host and network',
  ENETUNREACH: 'the network cannot be reached; check host and network',
  ECONNRESET: 'the server closed the connection; check its log',
  ENOENT: 'there is no such socket; correct the path in DATABASE_URL',
};

/** True where the database could not be asked at all, so that the same statement may succeed later. */
export function isConnectionError(thrown: unknown): boolean {
  const code = codeOf(thrown);
  if (code !== undefined) return code in advice || code.startsWith('08') || code.startsWith('57P');
  return (
    thrown instanceof Error &&
    /connection (terminated|timeout)|timeout exceeded when trying to connect|client has encountered a connection error/i.test(
      thrown.message,
    )
  );
}

/** What is wrong with the database, in one sentence that names it and says what to do; never with user or password. */
export function explainConnectionError(thrown: unknown, url: string): UserError {
  if (thrown instanceof UserError) return thrown;
  const reason = advice[codeOf(thrown) ?? ''] ?? messageOf(thrown);
  return new UserError(`The database ${databaseName(url)} cannot be used: ${reason}.`, { status: 503, cause: thrown });
}
