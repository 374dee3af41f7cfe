'use client';

import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './finding.module.css';

/** A manifest to review and apply. */
export function Remediation({ yaml }: { readonly yaml: string }) {
  const { copied, copy, error } = useClipboard({ timeout: 1500 });
  return (
    <div className={classes.remediation}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        onClick={() => copy(yaml)}
      >
        {error !== null ? 'Select the text to copy it' : copied ? 'Copied' : 'Copy YAML'}
      </Button>
      <pre>{yaml}</pre>
    </div>
  );
}
