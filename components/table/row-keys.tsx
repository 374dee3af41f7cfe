'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import classes from './table.module.css';

function move(event: KeyboardEvent): void {
  const box = event.currentTarget;
  if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || !(event.target instanceof Element) || !(box instanceof Element))
    return;
  const links = [...box.querySelectorAll('tbody tr')].flatMap((row) => row.querySelector('a') ?? []);
  const row = event.target.closest('tbody tr');
  const at = links.findIndex((link) => row?.contains(link));
  const next = links[event.key === 'ArrowDown' ? at + 1 : Math.max(0, at - 1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** The box that a table scrolls in. Up and down go from row to row, through the first link of each; Enter then follows it, as links do. */
export function RowKeys({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    element?.addEventListener('keydown', move);
    return () => element?.removeEventListener('keydown', move);
  }, []);
  return (
    <div ref={box} className={classes.scroll}>
      {children}
    </div>
  );
}
