import { finished } from 'node:stream/promises';
import { Fault, logArchivePath } from '@thingdock/api';
import { createSlots } from '../../platform/bounded.ts';
import type { Database } from '../../platform/db/index.ts';
import { attachment, type Gate, type HttpServer } from '../../platform/http/index.ts';
import { zipLogs } from './archive.ts';
import { readPeriod } from './extent.ts';
import { archiveName } from './names.ts';
import { readPart } from './part.ts';
import * as store from './store.ts';

/** Archives that are made at once; each keeps a good part of a processor busy. Who comes later waits. */
const AT_ONCE = 2;

/** Where archives of logs are read, beside the table of routes since they are bytes that are never held in memory. */
export function registerArchives(server: HttpServer, { database }: { database: Database }, gate: Gate): void {
  const slots = createSlots(AT_ONCE);
  server.get(logArchivePath(':projectId'), { exposeHeadRoute: false }, async (request, reply) => {
    const { projectId } = request.params as { projectId: string };
    await gate.enter('logs.export', request);
    const { from, to, part: wanted } = request.query as Record<string, unknown>;
    const period = readPeriod(projectId, { from: String(from), to: String(to) });
    const part = readPart(wanted);
    const project = await store.projectName(database.root, projectId);
    if (project === undefined) throw new Fault('not_found', { details: { what: 'project' } });
    const begun = Promise.withResolvers<ReturnType<typeof zipLogs>>();
    void slots(async () => {
      const zip = await store
        .listFiles(database.root, period, part)
        .then((files) => zipLogs(database.root, project, files));
      begun.resolve(zip);
      // However it ends: the place is free, and the answer itself says that something failed.
      await finished(zip, { writable: false }).catch(() => {});
    }).catch(begun.reject);
    const zip = await begun.promise;
    reply
      .type('application/zip')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', attachment(archiveName(project, part.number, part.count)));
    return reply.send(zip);
  });
}
