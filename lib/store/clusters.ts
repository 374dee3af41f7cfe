import { z } from 'zod';
import { UserError } from '#lib/errors.ts';
import { answerOf, rowsOf, type Store } from './connection.ts';
import { type Cluster as ClusterRow, Prisma } from './generated/client.ts';
import { type ClusterSource, clusterSource } from './source.ts';

export interface Cluster {
  readonly id: number;
  readonly name: string;
  readonly source: ClusterSource;
  /** Five fields; null: scanned only when somebody asks. */
  readonly cron: string | null;
  /** IANA name. */
  readonly timeZone: string;
  readonly sample: boolean;
  readonly createdAt: string;
}

// They would make an address that means something else.
const reserved = ['new', '.', '..'];

export const clusterName = z
  .string()
  .trim()
  .min(1, { error: 'Give the cluster a name.', abort: true })
  .max(100, 'The name has more than 100 characters.')
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'The name has characters that cannot be shown.')
  .refine((name) => !reserved.includes(name), 'This name cannot be part of an address: choose another.');

const clusterInput = z.object({
  name: clusterName,
  source: clusterSource,
  cron: z.string().nullable().default(null),
  timeZone: z.string().default('UTC'),
  sample: z.boolean().default(false),
});
export type ClusterInput = z.input<typeof clusterInput>;

const clusterOf = (row: ClusterRow): Cluster => ({
  ...row,
  source: clusterSource.parse(row.source),
  createdAt: row.createdAt.toISOString(),
});

const parsed = (input: ClusterInput) => {
  const result = clusterInput.safeParse(input);
  if (!result.success) throw new UserError(result.error.issues.map(({ message }) => message).join(' '));
  return result.data;
};

const translate = (error: unknown, name: string): unknown => {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error;
  if (error.code === 'P2002')
    return new UserError(`There is already a cluster named ${name}: choose another name.`, { status: 409 });
  if (error.code === 'P2025') return new UserError('That cluster does not exist any more.', { status: 404 });
  return error;
};

export async function addCluster(store: Store, input: ClusterInput): Promise<Cluster> {
  const data = parsed(input);
  return clusterOf(
    await answerOf(store, store.prisma.cluster.create({ data })).catch((error: unknown) => {
      throw translate(error, data.name);
    }),
  );
}

/** Its history stays, even when it is read from elsewhere from now on. */
export async function editCluster(store: Store, id: number, input: ClusterInput): Promise<Cluster> {
  const data = parsed(input);
  return clusterOf(
    await answerOf(store, store.prisma.cluster.update({ where: { id }, data })).catch((error: unknown) => {
      throw translate(error, data.name);
    }),
  );
}

/** With everything that is known of it. What was stored once for several clusters goes at the next prune. */
export async function removeCluster(store: Store, id: number): Promise<void> {
  await answerOf(store, store.prisma.cluster.delete({ where: { id } })).catch((error: unknown) => {
    throw translate(error, '');
  });
}

/** Removes every sample cluster and returns their ids. */
export async function removeSampleClusters(store: Store): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(store, 'DELETE FROM cluster WHERE sample RETURNING id');
  return rows.map(({ id }) => id);
}

/** By name. */
export async function listClusters(store: Store): Promise<Cluster[]> {
  return (await answerOf(store, store.prisma.cluster.findMany({ orderBy: { name: 'asc' } }))).map(clusterOf);
}

/** Null where there is none. */
export async function findCluster(store: Store, by: { id: number } | { name: string }): Promise<Cluster | null> {
  // PostgreSQL refuses to look for what it cannot hold.
  if ('name' in by && by.name.includes('\u0000')) return null;
  const row = await answerOf(store, store.prisma.cluster.findUnique({ where: by }));
  return row === null ? null : clusterOf(row);
}
