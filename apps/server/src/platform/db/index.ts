export type { Database } from './database.ts';
export { type Executor, jsonb } from './executor.ts';
export { migrate } from './migrate.ts';
export { openPglite, openPgliteFolder } from './pglite.ts';
export { pingDatabase } from './ping.ts';
export { openPostgres } from './postgres.ts';
export { storable, storableJson } from './storable.ts';
export { isDatabaseUnavailable } from './unavailable.ts';
export { isUniqueViolation } from './unique.ts';
