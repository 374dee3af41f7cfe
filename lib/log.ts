import pino from 'pino';

/** Where a process tells what it does, as JSON lines on stderr. Credentials never reach it: the paths below are cut out. */
export const log = pino(
  {
    level: process.env.BULKHEAD_LOG_LEVEL ?? 'info',
    redact: {
      paths: ['*.token', '*.password', '*.authorization', '*.headers.authorization', '*.kubeconfig', '*.databaseUrl'],
      censor: '[redacted]',
    },
  },
  pino.destination(2),
);
