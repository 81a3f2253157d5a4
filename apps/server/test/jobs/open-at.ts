import { type Database, openPgliteFolder, openPostgres } from '../../src/platform/db/index.ts';
import type { Logger } from '../../src/platform/logger.ts';

/** Opens the database at a URL, or in a folder. */
export const openAt = async (place: string, log: Logger): Promise<Database> =>
  place.startsWith('postgres') ? openPostgres(place, log) : openPgliteFolder(place);
