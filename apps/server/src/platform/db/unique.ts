/** Whether a unique index refused a row: somebody else was a moment faster. Source: PostgreSQL's error codes, class 23. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
