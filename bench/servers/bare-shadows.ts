// Updates shadows, so many at a time, and nothing else: what telling a fleet costs by itself. `GET /COUNT` does so many.
import { createServer } from 'node:http';
import { IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane';
import { eachOf } from '@thingdock/testkit';
import { fleetName } from '../../e2e/fleet/fleet.ts';
import { announce } from './listen.ts';

const [endpoint = '', region = '', accessKeyId = '', secretAccessKey = '', atOnce = '8'] = process.argv.slice(2);
const iotData = new IoTDataPlaneClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
let serial = 0;

async function update(count: number): Promise<void> {
  serial += 1;
  const payload = Buffer.from(JSON.stringify({ state: { desired: { bench: serial } } }));
  const names = Array.from({ length: count }, (_, index) => fleetName(index));
  await eachOf(names, Number(atOnce), async (thingName) => {
    await iotData.send(new UpdateThingShadowCommand({ thingName, payload }));
  });
}

announce(
  createServer((request, response) => {
    update(Number(request.url?.slice(1))).then(
      () => response.end(),
      (error: unknown) => {
        console.error(error);
        response.writeHead(500).end();
      },
    );
  }),
);
