'use client';

import { ActionIcon, Button, Group, MultiSelect, Paper, Stack, TagsInput, Textarea } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Exclusion } from '#lib/controls/run.ts';
import { FormMessage } from './form-message.tsx';
import type { FormAction } from './form-state.ts';
import { useFormAction } from './use-form-action.ts';

interface Props {
  readonly action: FormAction;
  readonly exclusions: readonly Exclusion[];
  readonly controls: readonly { readonly value: string; readonly label: string }[];
}

type Row = Exclusion & { readonly key: number };

/** Which namespaces are left out of which controls, and why: one row for each reason. */
export function ExclusionsForm({ action, exclusions, controls }: Props) {
  const { state, pending, form } = useFormAction(action);
  const [rows, setRows] = useState<readonly Row[]>(() => exclusions.map((exclusion, key) => ({ ...exclusion, key })));
  const change = (key: number, to: Partial<Exclusion>) => setRows(rows.map((row) => (row.key === key ? { ...row, ...to } : row)));
  const add = () =>
    setRows([...rows, { key: Math.max(0, ...rows.map(({ key }) => key)) + 1, controls: [], namespaces: [], why: '' }]);
  const problem = state.errors.exclusions;
  const sent = rows.map(({ controls: ids, namespaces, why }) => ({ controls: ids, namespaces, why }));
  return (
    <form {...form}>
      <input type="hidden" name="exclusions" value={JSON.stringify(sent)} />
      <Stack gap="sm">
        {rows.map((row) => (
          <Paper key={row.key} withBorder p="sm">
            <Stack gap="xs">
              <MultiSelect
                label="Controls"
                searchable
                data={[{ value: '*', label: 'All controls' }, ...controls]}
                value={[...row.controls]}
                onChange={(value) => change(row.key, { controls: value })}
              />
              <TagsInput
                label="Namespaces"
                description="Names; a * at the end stands for any rest. Enter adds one."
                value={[...row.namespaces]}
                onChange={(value) => change(row.key, { namespaces: value })}
              />
              <Group align="flex-end" wrap="nowrap">
                <Textarea
                  autosize
                  label="Why"
                  description="Every report repeats it."
                  flex={1}
                  maxLength={300}
                  value={row.why}
                  onChange={(event) => change(row.key, { why: event.currentTarget.value })}
                />
                <ActionIcon
                  variant="default"
                  size="lg"
                  aria-label={`Remove the exclusion of ${row.namespaces.join(', ') || 'nothing yet'}`}
                  onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            </Stack>
          </Paper>
        ))}
        <FormMessage state={problem === undefined ? state : { ...state, errors: { form: problem } }} />
        <Group>
          <Button type="submit" loading={pending}>
            Save
          </Button>
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
            Add an exclusion
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
