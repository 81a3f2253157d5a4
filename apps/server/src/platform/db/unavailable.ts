/** Network errors of the driver, and PostgreSQL's classes 08 (connection), 53 (resources) and 57P0x (shutdown, starting). */
const CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|08...|53...|57P0[1-4])$/;

/** Whether an error means that the database is away for the moment, so that the caller should come again. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && CODES.test(error.code)) return true;
  // node-postgres has no code for these two.
  return /^(timeout exceeded when trying to connect|Connection terminated)/.test(error.message);
}
