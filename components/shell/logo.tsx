/** A hull with two bulkheads. */
export function Logo() {
  return (
    <svg width={24} height={24} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M3 7h26v9c0 7-6 11-13 11S3 23 3 16z" fill="none" stroke="currentColor" strokeWidth={2.6} strokeLinejoin="round" />
      <path d="M11.7 7v18.6M20.3 7v18.6" stroke="currentColor" strokeWidth={2.6} />
    </svg>
  );
}
