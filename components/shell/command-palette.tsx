'use client';

import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';

/** One place to go to. `group` heads its part of the list. */
export interface Destination {
  readonly group: string;
  readonly title: string;
  readonly about: string;
  readonly href: string;
}

/** Opened by Ctrl K or ⌘ K from everywhere: type a few letters of a cluster, control, page or action, and go there. */
export function CommandPalette({ destinations }: { readonly destinations: readonly Destination[] }) {
  const router = useRouter();
  const groups = [...new Set(destinations.map(({ group }) => group))];
  const actions = groups.map((group) => ({
    group,
    actions: destinations
      .filter((destination) => destination.group === group)
      .map(({ title, about, href }) => ({ id: href, label: title, description: about, onClick: () => router.push(href) })),
  }));
  return (
    <Spotlight
      actions={actions}
      shortcut={['mod + K']}
      limit={12}
      highlightQuery
      nothingFound="Nothing of that name."
      searchProps={{ placeholder: 'Cluster, control, page or action', leftSection: <IconSearch size={18} aria-hidden /> }}
    />
  );
}
