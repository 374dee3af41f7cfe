'use client';

import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { FormMessage } from './form-message.tsx';
import type { FormAction } from './form-state.ts';
import { useFormAction } from './use-form-action.ts';

interface Props {
  readonly action: FormAction;
  /** Has to be typed before the button can be pressed; the action checks it again. */
  readonly name: string;
}

/** Removes a cluster, once its name has been typed. */
export function ConfirmRemoval({ action, name }: Props) {
  const [opened, { open, close }] = useDisclosure(false);
  const [typed, setTyped] = useState('');
  const { state, pending, form } = useFormAction(action);
  return (
    <>
      <Button variant="default" onClick={open}>
        Remove this cluster…
      </Button>
      <Modal opened={opened} onClose={close} title={`Remove ${name}`}>
        <form {...form}>
          <Stack>
            <Text size="sm">
              Its scans, findings, scores and everything else that is known of it go with it, and cannot be brought back. The
              cluster itself is not touched.
            </Text>
            <input type="hidden" name="cluster" value={name} />
            <TextInput
              name="typed"
              label={`Type ${name} to confirm`}
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              error={state.errors.typed}
              data-autofocus
            />
            <FormMessage state={state} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Keep it
              </Button>
              <Button type="submit" disabled={typed !== name} loading={pending}>
                Remove
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
