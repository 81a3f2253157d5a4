import { AttachThingPrincipalCommand, CreateThingCommand, IoTClient } from '@aws-sdk/client-iot';
import {
  type Action,
  createDeviceKey,
  createFleet,
  eachOf,
  type FleetSimulator,
  type Outcome,
  until,
} from '@thingdock/testkit';
import { REGION, type System } from '../system/system.ts';

type Wanted = {
  count: number;
  /** How an action goes on the device of a number. */
  outcome: (index: number, action: Action) => Outcome;
};

const AT_ONCE = 20;

/** Names that sort as their numbers do. */
export const nameOf = (index: number): string => `gw-osaka-${String(index).padStart(3, '0')}`;

/**
 * Connects simulated devices that nobody has heard of before, and waits until each of them is registered, has its token and
 * knows what is meant for it. All share the certificate that the first was made with; its policy goes by the name of the thing.
 */
export async function startFleet({ aws, client }: System, connectionId: string, wanted: Wanted) {
  const names = Array.from({ length: wanted.count }, (_, index) => nameOf(index));
  const [name = '', ...others] = names;
  const { keyPem, csrPem } = await createDeviceKey(name);
  const made = await client.call('things.create', { params: { connectionId }, body: { name, csr: csrPem } });
  const iot = new IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: aws.root });
  await eachOf(others, AT_ONCE, async (thingName) => {
    await iot.send(new CreateThingCommand({ thingName }));
    await iot.send(new AttachThingPrincipalCommand({ thingName, principal: made.certificateArn }));
  });
  iot.destroy();
  await client.call('devices.sync', { params: { connectionId } });
  const fleet = createFleet({
    ...{ host: made.mqttHost, port: made.mqttPort, caPem: made.caPem, certPem: made.certificatePem, keyPem, names },
    outcome: (thingName, action) => wanted.outcome(names.indexOf(thingName), action),
  });
  await fleet.connect();
  await until('all devices to be registered', () => areKnown(fleet), { within: 60_000, every: 100 });
  return fleet;
}

function areKnown({ devices }: FleetSimulator): boolean {
  const missing = [...devices.values()].filter(({ memory }) => !memory.accessToken || !memory.trees.desired).length;
  if (missing > 0) throw new Error(`${missing} are not yet`);
  return true;
}
