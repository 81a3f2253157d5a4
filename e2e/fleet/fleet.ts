import { AttachThingPrincipalCommand, CreateThingCommand, IoTClient } from '@aws-sdk/client-iot';
import type { Client } from '@thingdock/api';
import {
  type Action,
  createDeviceKey,
  createFleet,
  eachOf,
  type FleetSimulator,
  type Outcome,
  until,
} from '@thingdock/testkit';
import pg from 'pg';
import { connect, REGION, type System, type SystemOptions, startSystem } from '../system/system.ts';

export type FleetSize = {
  count: number;
  /** How an action goes on the device of a number; by default as it should. */
  outcome?: (index: number, action: Action) => Outcome;
};

/** Names that sort as their numbers do. */
export const fleetName = (index: number): string => `fleet-${String(index).padStart(5, '0')}`;

const AT_ONCE = 20;

/** A whole installation on PostgreSQL with a fleet that is online. Ends with the stack. */
export async function startFleet(stack: AsyncDisposableStack, size: FleetSize, options: SystemOptions = {}) {
  const system = await startSystem('postgres', options);
  stack.defer(() => system.stop());
  const database = new pg.Client({ connectionString: system.databaseUrl });
  stack.defer(() => database.end());
  await database.connect();
  const { id: projectId } = await system.client.call('projects.create', { body: { name: 'Fleet' } });
  const connectionId = await connect(system, projectId);
  const fleet = await createKnownFleet(system, database, { projectId, connectionId }, size);
  stack.defer(() => fleet.crash());
  await fleet.connect();
  await online(system.client, projectId, size.count);
  return { system, database, projectId, connectionId, fleet };
}

/**
 * Devices that have been with this connection before, connected by `connect()`: they are registered and have their tokens, so
 * that what is measured with them is not how they came there. The first is made as a user makes one; the others share its
 * certificate, whose policy goes by the name of the thing that connects.
 */
export async function createKnownFleet(
  system: Pick<System, 'aws' | 'client'>,
  database: pg.Client,
  { projectId, connectionId }: { projectId: string; connectionId: string },
  { count, outcome }: FleetSize,
): Promise<FleetSimulator> {
  const { aws, client } = system;
  const names = Array.from({ length: count }, (_, index) => fleetName(index));
  const [first = '', ...others] = names;
  const { keyPem, csrPem } = await createDeviceKey(first);
  const made = await client.call('things.create', { params: { connectionId }, body: { name: first, csr: csrPem } });
  const iot = new IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: aws.root });
  await eachOf(others, AT_ONCE, async (thingName) => {
    await iot.send(new CreateThingCommand({ thingName }));
    await iot.send(new AttachThingPrincipalCommand({ thingName, principal: made.certificateArn }));
  });
  iot.destroy();
  await client.call('devices.sync', { params: { connectionId } });
  await client.call('licences.register', { params: { projectId }, body: { filter: { connectionId } } });
  const wireId = await haveToken(database, connectionId);
  const numbers = new Map(names.map((name, index) => [name, index]));
  return createFleet({
    ...{ host: made.mqttHost, port: made.mqttPort, caPem: made.caPem, certPem: made.certificatePem, keyPem, names },
    registration: { connectionId: wireId },
    authenticates: false,
    ...(outcome ? { outcome: (name: string, action: Action) => outcome(numbers.get(name) ?? -1, action) } : {}),
  });
}

/** As if every device with a licence had authenticated a while ago. Returns the id that devices know. */
async function haveToken(database: pg.Client, connectionId: string): Promise<string> {
  await database.query(
    `insert into agents (wire_id, thing_name, heard_at, heard_connection_id, told_licence, told_until)
      select wire_id, thing_name, now(), connection_id, id, now() + interval '20 hours' from licences
      where connection_id = $1
      on conflict (wire_id, thing_name) do update set heard_at = excluded.heard_at, told_until = excluded.told_until,
        heard_connection_id = excluded.heard_connection_id, told_licence = excluded.told_licence`,
    [connectionId],
  );
  const { rows } = await database.query('select wire_id from licences where connection_id = $1 limit 1', [
    connectionId,
  ]);
  return (rows as { wire_id: string }[])[0]?.wire_id ?? '';
}

/** Waits until so many devices of a project are shown as online. */
export async function online(client: Client, projectId: string, count: number, within = 120_000): Promise<void> {
  const look = async () => {
    const { connected } = await client.call('devices.counts', { params: { projectId } });
    if (connected !== count) throw new Error(`${connected} are`);
    return true;
  };
  await until(`${count} devices to be online`, look, { within, every: 200 });
}
