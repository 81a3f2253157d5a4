import { Fault } from '@thingdock/api';
import { parseFileUrlRequest } from '@thingdock/device-protocol';
import type { Assets } from '../assets/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Licences } from '../licences/index.ts';
import type { Counters } from '../platform/counters.ts';
import type { Database } from '../platform/db/index.ts';
import { type HttpServer, sendContent } from '../platform/http/index.ts';
import { desiredFile, FILE_ASK_PATH, FILE_PATH, type FileUrls } from './file-urls.ts';
import type { AgentKey } from './tables.ts';
import { findTree } from './tree-store.ts';

export type FileApiDeps = {
  database: Database;
  assets: Pick<Assets, 'fileContent'>;
  connections: Pick<Connections, 'findByWireId'>;
  licences: Pick<Licences, 'current'>;
  counters: Counters;
  fileUrls: FileUrls;
  bearer(header: string | undefined): Promise<AgentKey | undefined>;
};

/**
 * Files for devices: a device with a licence asks for the address of a file that it is told to have, and fetches it there.
 * Whether it is still told to is looked at both times. The address carries its own proof, so it must not be logged.
 */
export function registerFileApi(server: HttpServer, deps: FileApiDeps): void {
  const { fileUrls, counters } = deps;

  server.post(FILE_ASK_PATH, async (request, reply) => {
    const device = await deps.bearer(request.headers.authorization);
    if (!device) throw new Fault('token_invalid');
    const asked = parseFileUrlRequest(request.body);
    if (!asked.ok) throw new Fault('malformed_request', { details: { reason: asked.problem } });
    const { key } = asked.value;
    const updateId = await findUpdate(deps, device, key);
    if (updateId === undefined || !(await deps.assets.fileContent(key))) throw new Fault('download_withdrawn');
    const url = fileUrls.issue({ ...device, key, updateId });
    return reply.header('cache-control', 'no-store').send({ url });
  });

  server.get(FILE_PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const grant = fileUrls.check(request.query as Readonly<Record<string, unknown>>);
    if (!grant) throw new Fault('download_refused');
    const licensed = (await deps.licences.current(deps.database.root, grant.wireId, [grant.thingName])).size > 0;
    if (!licensed || (await findUpdate(deps, grant, grant.key)) !== grant.updateId)
      throw new Fault('download_withdrawn');
    const content = await deps.assets.fileContent(grant.key);
    if (!content) throw new Fault('download_withdrawn');
    counters.add('agents.files_downloaded');
    return sendContent(request, reply.header('cache-control', 'no-store'), content);
  });
}

async function findUpdate({ database, connections }: FileApiDeps, device: AgentKey, key: string) {
  if (!(await connections.findByWireId(device.wireId))) return undefined;
  return desiredFile((await findTree(database.root, device, 'desired'))?.state, key);
}
