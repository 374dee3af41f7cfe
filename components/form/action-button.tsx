'use client';

import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormMessage } from './form-message.tsx';
import type { FormAction } from './form-state.ts';
import { useFormAction } from './use-form-action.ts';

interface Props extends ButtonProps {
  readonly action: FormAction;
  /** What the action is about, as hidden fields. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

/** A form of one button. It works before the page's scripts have loaded, too. */
export function ActionButton({ action, fields = {}, children, ...props }: Props) {
  const { state, pending, form } = useFormAction(action);
  return (
    <form {...form}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" loading={pending} {...props}>
        {children}
      </Button>
      <FormMessage state={state} />
    </form>
  );
}
