import NextLink from 'next/link';
import type { ComponentProps } from 'react';

/** A link inside the app. Nothing is fetched ahead: a table holds a hundred links, and every page is made fresh by the server. */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
