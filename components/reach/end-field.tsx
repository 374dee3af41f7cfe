'use client';

import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';

interface Props {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly mistake: string | undefined;
  readonly suggestions: string;
}

/** Names like a text; none where the server has none to offer, for whoever knows a name can type it. */
async function namesLike(url: string, text: string, signal: AbortSignal): Promise<readonly string[]> {
  const address = new URL(url, window.location.origin);
  address.searchParams.set('q', text);
  const answer = await fetch(address, { signal, cache: 'no-store' });
  const { names = [] }: { names?: string[] } = await answer.json();
  return names;
}

/** One end of a connection: the server completes what is typed, twenty names at most. */
export function EndField({ name, label, value, mistake, suggestions }: Props) {
  const [text, setText] = useState(value);
  const [names, setNames] = useState<readonly string[]>([]);
  const [wanted] = useDebouncedValue(text, 150);
  useEffect(() => {
    const abort = new AbortController();
    namesLike(suggestions, wanted, abort.signal).then(setNames, () => setNames([]));
    return () => abort.abort();
  }, [suggestions, wanted]);
  return (
    <Autocomplete
      name={name}
      label={label}
      placeholder="namespace/name, an address or ingress-controller"
      value={text}
      onChange={setText}
      data={[...names]}
      // The server has chosen already.
      filter={({ options }) => options}
      error={mistake}
      required
      withAsterisk={false}
      maxLength={700}
      autoComplete="off"
      spellCheck={false}
      maxDropdownHeight={320}
    />
  );
}
