import multipart from '@fastify/multipart';
import { Fault } from '@thingdock/api';
import { LOG_UPLOAD_BYTES } from '@thingdock/device-protocol';
import type { ConnectionRef } from '../connections/index.ts';
import type { Licences } from '../licences/index.ts';
import type { Config } from '../platform/config.ts';
import type { Executor } from '../platform/db/index.ts';
import type { Gate, Handlers, HttpServer } from '../platform/http/index.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';
import { measureExport, readPeriod } from './export/extent.ts';
import { registerArchives } from './export/http.ts';
import { readLog } from './read.ts';
import * as store from './store.ts';
import { type TakeDeps, takeLog } from './take.ts';

export type Logs = {
  routes: Pick<Handlers, 'devices.logs' | 'logs.export'>;
  /** Where agents upload to, and where archives of an export are fetched. */
  register(server: HttpServer, gate: Gate): void;
  /** Deletes the log of a device that is forgotten. */
  forget(tx: Executor, connection: Pick<ConnectionRef, 'id'>, name: string): Promise<void>;
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
};

export type LogsDeps = TakeDeps & {
  config: Pick<Config, 'logDays' | 'logMegabytes'>;
  licences: Pick<Licences, 'covers'>;
};

/** Agents append this to the address that `register` gave them. */
const UPLOAD_PATH = '/agent/v1/record-logs';
const PRUNE_SECONDS = 3_600;
const DAY_MS = 86_400_000;

/** Logs of devices: taken in from their agents, kept for a while, searched. */
export function createLogs(deps: LogsDeps): Logs {
  const { database, clock, config, licences } = deps;
  return {
    routes: {
      async 'devices.logs'({ params, query }) {
        const { connectionId, deviceName: name } = params;
        // What was logged under an earlier licence is kept, and can be read again under the next.
        if (!(await licences.covers(database.root, connectionId, name)))
          throw new Fault('licence_missing', { details: { name } });
        return readLog(database.root, { ...params, query });
      },
      'logs.export': ({ params: { projectId }, query }) => measureExport(database.root, readPeriod(projectId, query)),
    },
    register(server, gate) {
      registerArchives(server, deps, gate);
      server.register(async (scope) => {
        await scope.register(multipart, { limits: { files: 1, fields: 8, fileSize: LOG_UPLOAD_BYTES } });
        scope.post(UPLOAD_PATH, { bodyLimit: LOG_UPLOAD_BYTES * 2 }, async (request, reply) => {
          const part = request.isMultipart() ? await request.file() : undefined;
          if (!part) throw new Fault('malformed_request', { details: { reason: 'no file was sent' } });
          const content = (await part.toBuffer()).toString('utf8');
          await takeLog(deps, { authorization: request.headers.authorization, name: part.filename, content });
          // Agents take an empty answer for a failure and send the file again.
          return reply.header('cache-control', 'no-store').send({});
        });
      });
    },
    forget: (tx, connection, name) => store.deleteOfDevice(tx, connection.id, name),
    async start(jobs) {
      await jobs.every('logs.prune', PRUNE_SECONDS, () =>
        database.transaction(async (tx) => {
          await store.deleteOld(tx, new Date(clock.now() - config.logDays * DAY_MS));
          await store.deleteSurplus(tx, config.logMegabytes * 1_048_576);
        }),
      );
    },
  };
}
