import { Link } from '../link.tsx';
import { ColorSchemeSwitch } from './color-scheme-switch.tsx';
import { Logo } from './logo.tsx';
import { NarrowMenu } from './narrow-menu.tsx';
import { Navigation } from './navigation.tsx';
import { PaletteButton } from './palette-button.tsx';
import classes from './shell.module.css';

/** Stays at the top of every page. */
export function Header() {
  return (
    <header className={classes.header}>
      <div className={classes.bar}>
        <Link href="/" className={classes.brand}>
          <Logo />
          Bulkhead
        </Link>
        <nav aria-label="Main" className={classes.wide}>
          <Navigation />
        </nav>
        <div className={classes.tools}>
          <PaletteButton />
          <ColorSchemeSwitch />
          <NarrowMenu />
        </div>
      </div>
    </header>
  );
}
