'use client';

import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useEffect } from 'react';
import classes from './shell.module.css';

/** Paper is white, whatever the screen is. */
function usePaper() {
  useEffect(() => {
    const { dataset } = document.documentElement;
    const shown = () => dataset.mantineColorScheme;
    let before = shown();
    const toPaper = () => {
      before = shown();
      dataset.mantineColorScheme = 'light';
    };
    const toScreen = () => {
      dataset.mantineColorScheme = before;
    };
    window.addEventListener('beforeprint', toPaper);
    window.addEventListener('afterprint', toScreen);
    return () => {
      window.removeEventListener('beforeprint', toPaper);
      window.removeEventListener('afterprint', toScreen);
    };
  }, []);
}

/** Which icon shows is left to the style sheet: the server does not know the scheme, and nothing may flash. */
export function ColorSchemeSwitch() {
  usePaper();
  const { toggleColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Switch between light and dark" onClick={toggleColorScheme}>
      <IconMoon size={18} className={classes.inLight} aria-hidden />
      <IconSun size={18} className={classes.inDark} aria-hidden />
    </ActionIcon>
  );
}
