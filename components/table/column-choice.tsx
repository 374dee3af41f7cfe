'use client';

import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { startTransition, useOptimistic } from 'react';
import { type SearchParams, withParams } from './table-state.ts';

interface Props {
  readonly columns: readonly { readonly key: string; readonly title: string; readonly fixed: boolean; readonly shown: boolean }[];
  readonly path: string;
  readonly params: SearchParams;
  readonly prefix: string;
}

export function ColumnChoice({ columns, path, params, prefix }: Props) {
  const router = useRouter();
  // The box follows the click at once; the table follows when the server has made it.
  const [chosen, choose] = useOptimistic(columns);
  const toggle = (key: string) =>
    startTransition(() => {
      const next = chosen.map((column) => (column.key === key ? { ...column, shown: !column.shown } : column));
      choose(next);
      const keys = next.filter(({ fixed, shown }) => !fixed && shown).map((column) => column.key);
      router.replace(withParams(path, params, { [`${prefix}columns`]: keys.join(',') || 'none' }), { scroll: false });
    });
  return (
    <Popover position="top-end" withinPortal>
      <Popover.Target>
        <Button variant="subtle" size="compact-sm" leftSection={<IconColumns3 size={14} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {chosen
            .filter((column) => !column.fixed)
            .map((column) => (
              <Checkbox
                key={column.key}
                size="xs"
                label={column.title}
                checked={column.shown}
                onChange={() => toggle(column.key)}
              />
            ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
