import { Fault, fieldFault, LOG_EXPORT_DAYS, type LogExport, type LogExportQuery } from '@thingdock/api';
import type { Executor } from '../../platform/db/index.ts';
import { archiveName } from './names.ts';
import { writePart } from './part.ts';
import * as store from './store.ts';

/** So many files an unpacking program still opens at ease. */
const FILES_OF_ARCHIVE = 10_000;
const FILES_OF_EXPORT = 1_200_000;
const DAY_MS = 86_400_000;

/** Throws `log_period_invalid` for one that is empty or too long. */
export function readPeriod(projectId: string, query: LogExportQuery): store.Period {
  const [from, to] = [new Date(query.from), new Date(query.to)];
  const length = to.getTime() - from.getTime();
  if (!(length > 0 && length <= LOG_EXPORT_DAYS * DAY_MS))
    throw fieldFault('to', 'log_period_invalid', { days: LOG_EXPORT_DAYS });
  return { projectId, from, to };
}

/** What an export comes to. Throws `log_export_too_large`. */
export async function measureExport(
  executor: Executor,
  period: store.Period,
  filesOfArchive = FILES_OF_ARCHIVE,
): Promise<LogExport> {
  const parts = await store.listParts(executor, period, filesOfArchive);
  const total = (of: 'files' | 'bytes') => parts.reduce((sum, part) => sum + part[of], 0);
  const files = total('files');
  if (files > FILES_OF_EXPORT) throw new Fault('log_export_too_large', { details: { files, limit: FILES_OF_EXPORT } });
  const project = (await store.projectName(executor, period.projectId)) ?? period.projectId;
  const archives = parts.map(({ first, ...size }, index) => {
    const [number, count] = [index + 1, parts.length];
    const part = writePart({ number, count, first, end: parts[index + 1]?.first ?? null });
    return { name: archiveName(project, number, count), part, ...size };
  });
  return { files, devices: await store.countDevices(executor, period), bytes: total('bytes'), archives };
}
