import pino from 'pino';

// A level that does not exist is reported by readEnv; here it must not end the process with a stack trace.
const level = process.env.BULKHEAD_LOG_LEVEL ?? 'info';

/** Where a process tells what it does, as JSON lines on stderr. Credentials never reach it: the paths below are cut out. */
export const log = pino(
  {
    level: level === 'silent' || level in pino.levels.values ? level : 'info',
    redact: {
      paths: ['*.token', '*.password', '*.authorization', '*.headers.authorization', '*.kubeconfig', '*.databaseUrl'],
      censor: '[redacted]',
    },
  },
  pino.destination(2),
);
