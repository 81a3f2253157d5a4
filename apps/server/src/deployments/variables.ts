import { desiredEnvironment, reportedEnvironment } from '@thingdock/device-protocol';
import type { Agents } from '../agents/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../platform/db/index.ts';

export type VariableDeps = {
  database: Database;
  connections: Pick<Connections, 'find'>;
  agents: Pick<Agents, 'trees'>;
};

/** The environment variables that a device should have, and those that it says it has. */
export async function readVariables(
  { database, connections, agents }: VariableDeps,
  connectionId: string,
  thingName: string,
): Promise<{ wanted: Record<string, string>; reported: Record<string, string> | null }> {
  const connection = await connections.find(connectionId);
  const found = connection && (await agents.trees(database.root, connection.wireId, [thingName]));
  const trees = found?.get(thingName) ?? {};
  const wanted = desiredEnvironment(trees.desired ?? {});
  const reported = reportedEnvironment(trees.reported ?? {});
  return {
    wanted: wanted.ok ? { ...wanted.value } : {},
    reported: reported.ok && reported.value ? { ...reported.value } : null,
  };
}
