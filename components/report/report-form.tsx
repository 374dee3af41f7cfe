'use client';

import { Button, Group, NativeSelect, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

interface Props {
  readonly clusters: readonly string[];
  readonly frameworks: readonly { readonly id: string; readonly name: string }[];
  /** Days are `2026-07-21`. */
  readonly values: { readonly cluster: string; readonly framework: string; readonly from: string; readonly to: string };
}

const formats = ['pdf', 'csv', 'json'] as const;

/** Chooses what a report is of. It is a plain form: each button asks for the file in its own format. */
export function ReportForm({ clusters, frameworks, values }: Props) {
  return (
    <form method="get">
      <Stack maw={640}>
        <NativeSelect
          name="cluster"
          label="Scope"
          defaultValue={values.cluster}
          data={[{ value: '', label: 'The whole fleet' }, ...clusters.map((name) => ({ value: name, label: name }))]}
        />
        <NativeSelect
          name="framework"
          label="Framework"
          defaultValue={values.framework}
          data={frameworks.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            type="date"
            name="from"
            label="From"
            description="The first day of the period."
            required
            defaultValue={values.from}
          />
          <TextInput
            type="date"
            name="to"
            label="To"
            description="What held at its end is described (UTC)."
            required
            defaultValue={values.to}
          />
        </SimpleGrid>
        <Radio.Group name="paper" label="Paper" defaultValue="A4">
          <Group mt="xs">
            <Radio value="A4" label="A4" />
            <Radio value="Letter" label="Letter" />
          </Group>
        </Radio.Group>
        <Radio.Group name="findings" label="Findings in the PDF" defaultValue="sample">
          <Group mt="xs">
            <Radio value="sample" label="At most 20 of each control" />
            <Radio value="all" label="All, in an annex" />
          </Group>
        </Radio.Group>
        <Group>
          {formats.map((format) => (
            <Button
              key={format}
              type="submit"
              formAction={`/api/reports/${format}`}
              variant={format === 'pdf' ? 'filled' : 'default'}
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </Group>
      </Stack>
    </form>
  );
}
