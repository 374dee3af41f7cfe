import path from 'node:path';
import { z } from 'zod';
import { UserError } from '#lib/errors.ts';

const port = z.coerce.number().int().min(1).max(65_535);
const yesNo = z.enum(['yes', 'no']);

// A file that Next has bundled does not know where it came from; Next itself runs in the project's folder.
const here: string | undefined = import.meta.dirname;
const projectFolder = here === undefined ? process.cwd() : path.dirname(here);

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  BULKHEAD_DATA_DIR: z.string().optional(),
  BULKHEAD_HOST: z.string().default('127.0.0.1'),
  BULKHEAD_ALLOWED_HOSTS: z.string().default(''),
  BULKHEAD_PORT: port.optional(),
  PORT: port.optional(),
  BULKHEAD_SAMPLE: yesNo.optional(),
  BULKHEAD_MANIFESTS_ROOT: z.string().optional(),
  BULKHEAD_KUBECONFIG: z.string().optional(),
  BULKHEAD_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  BULKHEAD_SCAN_CONCURRENCY: z.coerce.number().int().min(1).max(32).default(2),
});

export interface Env {
  /** Null: the embedded server. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** True when the folder was named by the environment and may not be replaced by another one. */
  readonly dataDirGiven: boolean;
  readonly host: string;
  /** Host names that requests may ask for, besides addresses and localhost; in lower case. */
  readonly allowedHosts: readonly string[];
  readonly port: number;
  /** Null: only into an embedded database that is empty. */
  readonly sample: boolean | null;
  /** The folder below which people may name manifests in the web app. `any`: everywhere; null: nowhere. */
  readonly manifestsRoot: string | 'any' | null;
  readonly kubeconfig: string | null;
  readonly logLevel: z.infer<typeof schema>['BULKHEAD_LOG_LEVEL'];
  /** Scans that one worker runs at the same time. */
  readonly scanConcurrency: number;
}

const loopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** The configuration out of environment variables; an empty variable counts as not set. Throws UserError that names the variable. */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const text = parsed.error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`).join('; ');
    throw new UserError(`The environment is not right: ${text}. Correct the variable or unset it.`);
  }
  const env = parsed.data;
  const root = env.BULKHEAD_MANIFESTS_ROOT;
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir: path.resolve(projectFolder, env.BULKHEAD_DATA_DIR ?? '.bulkhead'),
    dataDirGiven: env.BULKHEAD_DATA_DIR !== undefined,
    host: env.BULKHEAD_HOST,
    allowedHosts: [env.BULKHEAD_HOST, ...env.BULKHEAD_ALLOWED_HOSTS.split(',')]
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
    port: env.BULKHEAD_PORT ?? env.PORT ?? 3000,
    sample: env.BULKHEAD_SAMPLE === undefined ? null : env.BULKHEAD_SAMPLE === 'yes',
    manifestsRoot: root === undefined ? (loopback(env.BULKHEAD_HOST) ? 'any' : null) : path.resolve(projectFolder, root),
    kubeconfig: env.BULKHEAD_KUBECONFIG ?? null,
    logLevel: env.BULKHEAD_LOG_LEVEL,
    scanConcurrency: env.BULKHEAD_SCAN_CONCURRENCY,
  };
}

let known: Env | undefined;

/** The configuration of this process, read once. */
export function env(): Env {
  known ??= readEnv(process.env);
  return known;
}
