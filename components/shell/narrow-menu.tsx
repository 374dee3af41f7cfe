'use client';

import { Burger, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';

/** The navigation on screens that are too narrow to hold it in a row. */
export function NarrowMenu() {
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <div className={classes.narrow}>
      <Burger size="sm" opened={opened} onClick={toggle} aria-label="Menu" aria-expanded={opened} />
      <Drawer opened={opened} onClose={close} position="right" size="16rem" title="Bulkhead">
        <nav aria-label="Main">
          <Navigation onFollow={close} />
        </nav>
      </Drawer>
    </div>
  );
}
