'use client';

import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

interface Field {
  readonly name: string;
  readonly label: string;
  /** As the address has it. */
  readonly value: string;
}

/** What people see follows the address, which also changes when they go back. */
function useAddress(value: string) {
  const [shown, show] = useState(value);
  useEffect(() => show(value), [value]);
  return [shown, show] as const;
}

interface SelectProps extends Field {
  /** The choice that filters nothing. */
  readonly all: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Where the choices speak for themselves. */
  readonly hideLabel?: boolean;
}

export function FilterSelect({ name, label, value, all, options, hideLabel = false }: SelectProps) {
  const [shown, show] = useAddress(value);
  const data = [...(all === '' ? [] : [{ value: '', label: all }]), ...options];
  return (
    <NativeSelect
      size="xs"
      maw="12rem"
      name={name}
      label={hideLabel ? undefined : label}
      aria-label={label}
      data={data}
      value={shown}
      onChange={(event) => show(event.currentTarget.value)}
    />
  );
}

export function FilterText({ name, label, value, placeholder }: Field & { readonly placeholder: string }) {
  const [shown, show] = useAddress(value);
  return (
    <TextInput
      size="xs"
      type="search"
      name={name}
      label={label}
      placeholder={placeholder}
      maxLength={200}
      value={shown}
      onChange={(event) => show(event.currentTarget.value)}
    />
  );
}
