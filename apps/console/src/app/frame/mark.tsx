/** The sign of the product: two things at a dock. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M7 21.5h18" stroke="var(--accent-ink)" strokeWidth="3" strokeLinecap="round" />
      <circle cx="11" cy="13" r="3.6" fill="var(--accent-ink)" />
      <circle cx="21" cy="13" r="2.9" fill="none" stroke="var(--accent-ink)" strokeWidth="2.2" />
    </svg>
  );
}
