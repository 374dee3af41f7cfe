import { createServer } from 'node:net';
import { messageOf, UserError } from '#lib/errors.ts';

const reasons: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `The port ${port} on ${host} is taken by another program: stop that one, or choose another port with PORT (PORT=${port + 1} npm start).`,
  EACCES: (_, port) => `The port ${port} may not be opened by this user: choose one above 1023 with PORT.`,
  EADDRNOTAVAIL: (host) => `This machine does not have the address ${host}: correct BULKHEAD_HOST.`,
  ENOTFOUND: (host) => `There is no host named ${host}: correct BULKHEAD_HOST.`,
};

/** Throws UserError where the web app could not listen there. */
export function assertCanListen(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        reasons[error.code ?? '']?.(host, port) ?? `The web app cannot listen on ${host}:${port}: ${messageOf(error)}.`;
      reject(new UserError(reason, { cause: error }));
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
