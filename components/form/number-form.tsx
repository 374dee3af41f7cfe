'use client';

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { FormMessage } from './form-message.tsx';
import type { FormAction } from './form-state.ts';
import { useFormAction } from './use-form-action.ts';

interface Props {
  readonly action: FormAction;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly value: number;
}

/** A form of one number. */
export function NumberForm({ action, name, label, description, value }: Props) {
  const { state, pending, form } = useFormAction(action, { errors: {}, values: { [name]: String(value) } });
  return (
    <form {...form}>
      <Stack gap="sm">
        <Group align="end">
          <TextInput
            name={name}
            label={label}
            description={description}
            inputMode="numeric"
            defaultValue={state.values[name] ?? ''}
            error={state.errors[name]}
          />
          <Button type="submit" loading={pending}>
            Save
          </Button>
        </Group>
        <FormMessage state={state} />
      </Stack>
    </form>
  );
}
