import {
  DeleteThingShadowCommand,
  GetThingShadowCommand,
  type IoTDataPlaneClient,
  PublishCommand,
  UpdateThingShadowCommand,
} from '@aws-sdk/client-iot-data-plane';
import type { Call } from '../call.ts';
import { orUndefined, unlessMissing } from '../missing.ts';
import type { IotDataApi, ShadowDocument } from '../types.ts';

export function createIotData(client: IoTDataPlaneClient, call: Call): IotDataApi {
  return {
    getThingShadow: (thingName) =>
      orUndefined(async () => {
        const { payload } = await call('iot:GetThingShadow', (options) =>
          client.send(new GetThingShadowCommand({ thingName }), options),
        );
        return read(payload) as ShadowDocument;
      }),
    async updateThingShadow(thingName, document) {
      const { payload } = await call('iot:UpdateThingShadow', (options) =>
        client.send(
          new UpdateThingShadowCommand({ thingName, payload: Buffer.from(JSON.stringify(document)) }),
          options,
        ),
      );
      return { version: (read(payload) as ShadowDocument).version };
    },
    deleteThingShadow: (thingName) =>
      unlessMissing(() =>
        call('iot:DeleteThingShadow', (options) => client.send(new DeleteThingShadowCommand({ thingName }), options)),
      ),
    async publish(topic, payload, qos) {
      await call('iot:Publish', (options) =>
        client.send(new PublishCommand({ topic, qos, payload: Buffer.from(payload) }), options),
      );
    },
  };
}

function read(payload: Uint8Array | undefined): unknown {
  return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
}
