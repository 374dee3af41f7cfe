'use client';

import { Button, Kbd } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import classes from './shell.module.css';

export function PaletteButton() {
  return (
    <Button variant="default" size="compact-md" leftSection={<IconSearch size={15} aria-hidden />} onClick={spotlight.open}>
      <span className={classes.goTo}>
        Go to <Kbd size="xs">Ctrl K</Kbd>
      </span>
    </Button>
  );
}
