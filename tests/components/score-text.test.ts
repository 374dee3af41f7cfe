import { describe, expect, it } from 'vitest';
import { percentText, shareText } from '#components/score/score-text.ts';

describe('a share in words', () => {
  it('is complete only where it is, and never nothing for something', () => {
    expect([0, 0.004, 0.999, 1].map(percentText)).toEqual(['0%', 'under 1%', '99%', '100%']);
    expect([0, 0.0004, 0.9999, 1].map(shareText)).toEqual(['0%', 'under 0.1%', '99.9%', '100%']);
  });

  it('loses nothing to the arithmetic of computers', () => {
    expect(percentText(0.29)).toBe('29%');
    expect(shareText(0.057)).toBe('5.7%');
  });
});
