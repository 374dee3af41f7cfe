import type { NextRequest } from 'next/server';
import { z } from 'zod';
import type { Destination } from '#components/shell/command-palette.tsx';
import { sharedStore } from '#lib/store/connection.ts';
import { findByName, type Named } from '#lib/store/read/search.ts';
import { narrowedPath, workloadPath } from '../../links.ts';
import { answered } from '../answer.ts';

const shape = z.object({
  q: z.string('must be a part of a name').trim().min(2, 'must be two letters at least').max(300, 'is too long for a name'),
});

function destinationOf({ cluster, kind, namespace, name }: Named): Destination {
  if (namespace === null) {
    return { group: 'Namespaces', title: name, about: `Namespace of ${cluster}`, href: narrowedPath(cluster, { from: name }) };
  }
  const href = workloadPath(cluster, `${namespace}/${name}[${kind}]`);
  return { group: 'Workloads', title: `${namespace}/${name}`, about: `${kind} of ${cluster}`, href };
}

/** At most twenty namespaces and workloads whose names hold the text, as places to go to. */
export function GET(request: NextRequest): Promise<Response> {
  return answered(async () => {
    const { q } = shape.parse(Object.fromEntries(request.nextUrl.searchParams));
    const found = await findByName(sharedStore(), q);
    return Response.json(found.map(destinationOf), { headers: { 'cache-control': 'no-store' } });
  });
}
