import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { type Cluster, type Context, KubeConfig, type User } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf, UserError } from '../errors.ts';

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

const largestFile = 10 * 1024 * 1024;

/** Where a user's entry says things that @kubernetes/client-node does not read. */
const userExtras = z.object({
  tokenFile: z.string().optional(),
  'as-uid': z.string().optional(),
  'as-groups': z.array(z.string()).optional(),
  'as-user-extra': z.record(z.string(), z.array(z.string())).optional(),
});
export type UserExtras = z.infer<typeof userExtras>;

const shape = z.looseObject({
  users: z.array(z.unknown()).nullish(),
  clusters: z.array(z.unknown()).nullish(),
  contexts: z.array(z.unknown()).nullish(),
  'current-context': z.string().nullish(),
});

interface Named<Value> {
  readonly value: Value;
  /** The file that defines it; relative paths in it start from there. */
  readonly file: string;
}

/** Several kubeconfig files seen as one: whatever file names a cluster, user or context first defines it, as for kubectl. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, Named<Context>>;
  readonly clusters: ReadonlyMap<string, Named<Cluster>>;
  readonly users: ReadonlyMap<string, Named<{ user: User; extras: UserExtras }>>;
}

export interface KubeconfigLocation {
  /** The files to merge. Absent: what KUBECONFIG lists, else `~/.kube/config`. */
  readonly paths?: readonly string[] | undefined;
  readonly env?: Environment | undefined;
}

/** The files to read; those that KUBECONFIG lists may be missing, as for kubectl, those that a person named may not. */
function filesOf({ paths, env = process.env }: KubeconfigLocation): { files: readonly string[]; mayBeMissing: boolean } {
  if (paths !== undefined && paths.length > 0) return { files: paths.map((path) => resolve(path)), mayBeMissing: false };
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return { files: listed.map((path) => resolve(path)), mayBeMissing: true };
  return { files: [join(env.HOME ?? homedir(), '.kube', 'config')], mayBeMissing: true };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size > largestFile) throw new UserError(`The kubeconfig ${file} is larger than 10 MB: that is no kubeconfig.`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UserError(`The kubeconfig ${file} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function parseFile(file: string, text: string): z.infer<typeof shape> {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new UserError(`The kubeconfig ${file} is not valid YAML: ${messageOf(error)}`, { cause: error });
  }
  const parsed = shape.safeParse(document);
  if (!parsed.success) {
    throw new UserError(`${file} is not a kubeconfig: it should hold the lists "clusters", "users" and "contexts".`);
  }
  return parsed.data;
}

/** An entry's name and what @kubernetes/client-node leaves out of its `user`; undefined when the entry is not of that form. */
function extrasOf(entry: unknown, directory: string): [string, UserExtras] | undefined {
  const parsed = z.object({ name: z.string(), user: userExtras }).safeParse(entry);
  if (!parsed.success) return undefined;
  const { tokenFile, ...others } = parsed.data.user;
  return [
    parsed.data.name,
    tokenFile === undefined ? others : { ...others, tokenFile: isAbsolute(tokenFile) ? tokenFile : join(directory, tokenFile) },
  ];
}

/** Reads and merges kubeconfig files. Throws a UserError when none exists, or when one cannot be read or is no kubeconfig. */
export async function loadKubeconfig(location: KubeconfigLocation = {}): Promise<Kubeconfig> {
  const { files, mayBeMissing } = filesOf(location);
  const read: string[] = [];
  let currentContext: string | undefined;
  const contexts = new Map<string, Named<Context>>();
  const clusters = new Map<string, Named<Cluster>>();
  const users = new Map<string, Named<{ user: User; extras: UserExtras }>>();

  for (const file of files) {
    const text = await readText(file);
    if (text === undefined) {
      if (mayBeMissing) continue;
      throw new UserError(`There is no kubeconfig at ${file}.`);
    }
    read.push(file);
    if (text.trim() === '') continue;
    const document = parseFile(file, text);
    const extras = new Map(
      (document.users ?? []).flatMap((entry) => [extrasOf(entry, dirname(file))].filter((found) => found !== undefined)),
    );
    const config = new KubeConfig();
    // An entry that is not well formed is left out, and told when a context needs it: the other contexts stay usable.
    config.loadFromString(JSON.stringify(document), { onInvalidEntry: 'filter' });
    config.makePathsAbsolute(dirname(file));
    currentContext ??= document['current-context'] || undefined;
    for (const value of config.contexts) if (!contexts.has(value.name)) contexts.set(value.name, { value, file });
    for (const value of config.clusters) if (!clusters.has(value.name)) clusters.set(value.name, { value, file });
    for (const user of config.users) {
      if (!users.has(user.name)) users.set(user.name, { value: { user, extras: extras.get(user.name) ?? {} }, file });
    }
  }

  if (read.length === 0) {
    throw new UserError(`No kubeconfig was found: there is no file at ${files.join(' or ')}. Name one, or set KUBECONFIG.`);
  }
  return { files: read, currentContext, contexts, clusters, users };
}

/** One context with what it points to. */
export interface ChosenContext {
  readonly name: string;
  readonly file: string;
  readonly cluster: Cluster;
  readonly user: User;
  readonly extras: UserExtras;
}

/** The context of that name, or the current one. Throws a UserError that lists the contexts there are. */
export function chooseContext(kubeconfig: Kubeconfig, wanted?: string): ChosenContext {
  const { files, contexts, clusters, users } = kubeconfig;
  const where = files.join(', ');
  const known = contexts.size === 0 ? 'It has no contexts at all.' : `It has: ${[...contexts.keys()].sort().join(', ')}.`;
  const name = wanted ?? kubeconfig.currentContext;
  if (name === undefined)
    throw new UserError(`The kubeconfig ${where} has no current context, so a context must be named. ${known}`);
  const context = contexts.get(name);
  if (context === undefined) throw new UserError(`The kubeconfig ${where} has no context "${name}". ${known}`);

  const broken = (part: string) =>
    new UserError(`Context "${name}" of the kubeconfig ${context.file} names ${part}, which no file defines properly.`);
  const cluster = clusters.get(context.value.cluster);
  if (cluster === undefined) throw broken(`the cluster "${context.value.cluster}"`);
  const userName = context.value.user;
  const user = userName ? users.get(userName) : { value: { user: { name: 'anonymous' }, extras: {} } };
  if (user === undefined) throw broken(`the user "${userName}"`);
  return { name, file: context.file, cluster: cluster.value, ...user.value };
}

/** A context as a form offers it. */
export interface ContextSummary {
  readonly name: string;
  /** Address of the API server; null when the kubeconfig does not define the context's cluster. */
  readonly server: string | null;
  readonly current: boolean;
  /** Its credentials come from a program that must be run. */
  readonly needsExec: boolean;
  /** It asks for the server's certificate not to be checked. */
  readonly insecure: boolean;
}

/** All contexts of a kubeconfig, by name. Throws as `loadKubeconfig` does. */
export async function listContexts(location: KubeconfigLocation = {}): Promise<readonly ContextSummary[]> {
  const { contexts, clusters, users, currentContext } = await loadKubeconfig(location);
  return [...contexts.values()]
    .map(({ value: { name, cluster, user } }) => {
      const target = clusters.get(cluster)?.value;
      return {
        name,
        server: target?.server ?? null,
        current: name === currentContext,
        needsExec: Boolean(users.get(user)?.value.user.exec),
        insecure: target?.skipTLSVerify === true,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
