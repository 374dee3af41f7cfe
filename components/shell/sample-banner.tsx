import type { ReactNode } from 'react';
import classes from './shell.module.css';

/** Says on every page that what is seen is no real cluster. `remove` is the button that ends it. */
export function SampleBanner({ clusters, remove }: { readonly clusters: number; readonly remove: ReactNode }) {
  const these = clusters === 1 ? 'One cluster here is a sample' : `${clusters} clusters here are a sample`;
  return (
    <aside className={classes.banner} aria-label="Sample fleet">
      <div>
        <span>
          {these}: made-up manifests, but scanned, judged and stored like real ones. Every number on these pages is a real result.
        </span>
        {remove}
      </div>
    </aside>
  );
}
