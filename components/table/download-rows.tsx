'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { stringify } from 'csv-stringify/browser/esm/sync';

interface Props {
  /** The id of the table in the page. */
  readonly table: string;
  readonly name: string;
  readonly href?: string | undefined;
}

const cellText = (cell: Element): string => {
  const text = cell.getAttribute('data-text') ?? cell.textContent?.trim() ?? '';
  // `11,000` is to read; what reads the file wants a number.
  return cell.getAttribute('data-align') === 'right' && /^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text;
};

/** What the table shows, as CSV. Text that a spreadsheet would run as a formula is made harmless. */
function csvOf(table: Element): string {
  const rows = [...table.querySelectorAll('tr')].map((row) => [...row.children].map(cellText));
  return stringify(rows, { escape_formulas: true });
}

function save(id: string, name: string): void {
  const table = document.getElementById(id);
  if (table === null) return;
  const url = URL.createObjectURL(new Blob([csvOf(table)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

export function DownloadRows({ table, name, href }: Props) {
  const look = { variant: 'subtle', size: 'compact-sm', leftSection: <IconDownload size={14} aria-hidden /> } as const;
  if (href !== undefined) {
    return (
      <Button component="a" href={href} download {...look}>
        CSV
      </Button>
    );
  }
  return (
    <Button onClick={() => save(table, name)} {...look}>
      CSV
    </Button>
  );
}
