'use client';

import { Button, Fieldset, Group, Stack, TextInput } from '@mantine/core';
import { FormMessage } from './form-message.tsx';
import type { FormAction } from './form-state.ts';
import { ScheduleFields } from './schedule-fields.tsx';
import { type SourceChoices, SourceFields } from './source-fields.tsx';
import { useFormAction } from './use-form-action.ts';

interface Props {
  readonly action: FormAction;
  /** By field: what the form begins with. */
  readonly values: Readonly<Record<string, string>>;
  readonly choices: SourceChoices;
  readonly timeZones: readonly string[];
  /** What the button says. */
  readonly submit: string;
}

/** Adds or edits a cluster. */
export function ClusterForm({ action, values, choices, timeZones, submit }: Props) {
  const { state, pending, form } = useFormAction(action, { errors: {}, values });
  return (
    <form {...form}>
      <Stack maw={640}>
        <FormMessage state={state} />
        <TextInput
          name="name"
          label="Name"
          description="As pages and reports call it."
          required
          maxLength={100}
          defaultValue={state.values.name ?? ''}
          error={state.errors.name}
        />
        <Fieldset legend="Where it is read from">
          <SourceFields values={state.values} errors={state.errors} choices={choices} />
        </Fieldset>
        <Fieldset legend="When it is scanned">
          <ScheduleFields values={state.values} errors={state.errors} timeZones={timeZones} />
        </Fieldset>
        <Group>
          <Button type="submit" loading={pending}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
