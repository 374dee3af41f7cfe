/** One decimal, except at the ends; a dash where there is no number. */
export function scoreText(value: number | null): string {
  if (value === null) return '–';
  return value === 100 || value === 0 ? String(value) : value.toFixed(1);
}

/** A share between 0 and 1 as whole percent, rounded down: 100% only where it is complete, and never 0% for something. */
export function percentText(share: number): string {
  return share > 0 && share < 0.01 ? 'under 1%' : `${Math.floor(share * 100 + 1e-9)}%`;
}

/** The same with one decimal, for shares whose small changes matter: `5.8%`, `under 0.1%`. */
export function shareText(share: number): string {
  return share > 0 && share < 0.001 ? 'under 0.1%' : `${Math.floor(share * 1000 + 1e-9) / 10}%`;
}
