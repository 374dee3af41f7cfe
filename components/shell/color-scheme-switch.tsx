'use client';

import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import classes from './shell.module.css';

/** Which icon shows is left to the style sheet: the server does not know the scheme, and nothing may flash. */
export function ColorSchemeSwitch() {
  const { toggleColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Switch between light and dark" onClick={toggleColorScheme}>
      <IconMoon size={18} className={classes.inLight} aria-hidden />
      <IconSun size={18} className={classes.inDark} aria-hidden />
    </ActionIcon>
  );
}
