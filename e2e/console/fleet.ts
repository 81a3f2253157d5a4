import { CreateThingCommand, IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane';
import type { AwsLocal } from '@thingdock/aws-local';
import { REGION } from '../system/system.ts';

const PLACES = ['osaka', 'nagoya', 'sendai', 'fukuoka'];

/**
 * Registers things, and writes into their shadows what their agents would have: most are connected, some were lost, some
 * never had an agent. Returns their names.
 */
export async function fillFleet(aws: AwsLocal, count: number, region = REGION): Promise<string[]> {
  const settings = { endpoint: aws.endpointUrl, region, credentials: aws.root };
  const iot = new IoTClient(settings);
  const data = new IoTDataPlaneClient(settings);
  const names = Array.from({ length: count }, (_, index) => nameOf(index));
  for (const [index, thingName] of names.entries()) {
    await iot.send(new CreateThingCommand({ thingName }));
    const enebular = agentOf(index);
    if (!enebular) continue;
    const payload = new TextEncoder().encode(JSON.stringify({ state: { reported: { enebular } } }));
    await data.send(new UpdateThingShadowCommand({ thingName, payload }));
  }
  iot.destroy();
  data.destroy();
  return names;
}

function nameOf(index: number): string {
  const place = PLACES[Math.floor(index / 50) % PLACES.length];
  return `gw-${place}-${String((index % 50) + 1).padStart(3, '0')}`;
}

function agentOf(index: number): object | undefined {
  if (index % 13 === 2) return undefined;
  const agent = index % 5 === 0 ? { type: 'thingdock-agent', v: '0.1.0' } : { type: 'enebular-agent', v: '2.18.2' };
  return { awsiot: { connected: index % 9 !== 1 }, agent };
}
