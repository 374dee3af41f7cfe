/** `11,000` */
export const countText = (count: number): string => count.toLocaleString('en');
