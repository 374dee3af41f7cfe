'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useFoundNames } from './found-names.ts';

/** One place to go to. `group` heads its part of the list. */
export interface Destination {
  readonly group: string;
  readonly title: string;
  readonly about: string;
  readonly href: string;
}

/**
 * Opened by Ctrl K or ⌘ K from everywhere: type a few letters of a cluster, namespace, workload, control, page or action, and go there.
 * Namespaces and workloads are too many to hand over with every page, so the server is asked for them.
 */
export function CommandPalette({ destinations }: { readonly destinations: readonly Destination[] }) {
  const router = useRouter();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query, 150);
  const { found, silent } = useFoundNames(asked);
  const all = Map.groupBy([...destinations, ...found], ({ group }) => group);
  const actions = [...all].map(([group, own]) => ({
    group,
    actions: own.map(({ title, about, href }) => ({
      id: href,
      label: title,
      description: about,
      onClick: () => router.push(href),
    })),
  }));
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      limit={20}
      highlightQuery
      nothingFound={silent ? 'Bulkhead does not answer, so namespaces and workloads are not found.' : 'Nothing of that name.'}
      searchProps={{
        placeholder: 'Cluster, namespace, workload, control, page or action',
        leftSection: <IconSearch size={18} aria-hidden />,
      }}
    />
  );
}
