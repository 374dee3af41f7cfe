'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useState } from 'react';
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
  // What the server finds comes later, and so last: nothing moves that is there already.
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
  // Spotlight chooses an entry as letters are typed; where there was none then, Enter takes the first that was found since.
  const enter = ({ key }: KeyboardEvent) => {
    const [first] = found;
    if (key !== 'Enter' || first === undefined || document.querySelector('[data-action][data-selected]') !== null) return;
    spotlight.close();
    router.push(first.href);
  };
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      limit={30}
      highlightQuery
      nothingFound={silent ? 'Bulkhead does not answer, so namespaces and workloads are not found.' : 'Nothing of that name.'}
      searchProps={{
        placeholder: 'Cluster, namespace, workload, control, page or action',
        leftSection: <IconSearch size={18} aria-hidden />,
        onKeyDown: enter,
      }}
    />
  );
}
