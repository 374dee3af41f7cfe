/** How far something is open, for the eye: 0 is not at all, 5 is wholly; null where nothing could be open. */
export type Openness = 0 | 1 | 2 | 3 | 4 | 5 | null;

/** What each step means as a share of the pairs that there are. */
export const openSteps: readonly { readonly step: Exclude<Openness, null>; readonly says: string }[] = [
  { step: 0, says: 'none' },
  { step: 1, says: 'up to 10%' },
  { step: 2, says: 'up to 25%' },
  { step: 3, says: 'up to 50%' },
  { step: 4, says: 'more' },
  { step: 5, says: 'all' },
];

export function opennessOf(open: number, of: number): Openness {
  if (of === 0) return null;
  if (open === 0) return 0;
  if (open >= of) return 5;
  const share = open / of;
  return share <= 0.1 ? 1 : share <= 0.25 ? 2 : share <= 0.5 ? 3 : 4;
}
