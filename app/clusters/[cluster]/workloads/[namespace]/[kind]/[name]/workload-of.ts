import { notFound } from 'next/navigation';
import { nameIn } from '../../../../../cluster-of.ts';

export interface WorkloadParams {
  readonly params: Promise<{
    readonly cluster: string;
    readonly namespace: string;
    readonly kind: string;
    readonly name: string;
  }>;
}

/** The id of the workload that the address names, `ns/name[Kind]`; ends in "not found" where it names none. */
export async function workloadIdOf({ params }: WorkloadParams): Promise<string> {
  const given = await params;
  const [namespace, kind, name] = [given.namespace, given.kind, given.name].map(nameIn);
  if (!namespace || !kind || !name) return notFound();
  return `${namespace}/${name}[${kind}]`;
}
