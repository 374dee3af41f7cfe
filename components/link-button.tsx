'use client';

import { Button, type ButtonProps } from '@mantine/core';
import NextLink from 'next/link';
import type { ReactNode } from 'react';

interface Props extends ButtonProps {
  readonly href: string;
  readonly children: ReactNode;
}

/** A link that looks like a button, because it starts something. */
export function LinkButton({ href, ...props }: Props) {
  return <Button component={NextLink} prefetch={false} href={href} {...props} />;
}
