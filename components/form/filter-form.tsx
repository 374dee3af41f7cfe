'use client';

import { useRouter } from 'next/navigation';
import type { FormEvent, ReactNode } from 'react';
import classes from './form.module.css';

interface Props {
  /** Without the query: what the form holds becomes the whole of it. */
  readonly path: string;
  /** Parameters that no field shows and that stay. */
  readonly keep: Readonly<Record<string, string | null>>;
  readonly children: ReactNode;
}

/** Filters of a list, all of them in the address. A chosen one applies at once, a typed one with Enter. */
export function FilterForm({ path, keep, children }: Props) {
  const router = useRouter();
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(event.currentTarget))
      if (typeof value === 'string' && value !== '') query.append(name, value);
    router.push(query.size === 0 ? path : `${path}?${query}`, { scroll: false });
  };
  return (
    <search>
      <form
        action={path}
        className={classes.filters}
        onSubmit={apply}
        onChange={(event) => event.target instanceof HTMLSelectElement && event.currentTarget.requestSubmit()}
      >
        {Object.entries(keep).map(
          ([name, value]) => value !== null && <input key={name} type="hidden" name={name} value={value} />,
        )}
        {children}
      </form>
    </search>
  );
}
