import {
  CreateThingCommand,
  DeleteThingCommand,
  DescribeThingCommand,
  type IoTClient,
  ListThingsCommand,
} from '@aws-sdk/client-iot';
import type { Call } from '../call.ts';
import type { IotApi } from '../iot-api.ts';
import { orUndefined, unlessMissing } from '../missing.ts';

/** The most that ListThings gives at once. */
const PAGE = 250;

type Things = Pick<IotApi, 'listThings' | 'describeThing' | 'createThing' | 'deleteThing'>;

export function createThings(client: IoTClient, call: Call): Things {
  return {
    async *listThings() {
      let nextToken: string | undefined;
      do {
        const page = await call('iot:ListThings', (options) =>
          client.send(new ListThingsCommand({ maxResults: PAGE, nextToken }), options),
        );
        for (const { thingName } of page.things ?? []) if (thingName) yield { thingName };
        nextToken = page.nextToken;
      } while (nextToken);
    },
    describeThing: (thingName) =>
      orUndefined(async () => {
        const answer = await call('iot:DescribeThing', (options) =>
          client.send(new DescribeThingCommand({ thingName }), options),
        );
        const { thingArn: arn = '', thingId: id = '', attributes = {} } = answer;
        return { name: thingName, arn, id, attributes };
      }),
    async createThing(thingName) {
      const answer = await call('iot:CreateThing', (options) =>
        client.send(new CreateThingCommand({ thingName }), options),
      );
      return { name: thingName, arn: answer.thingArn ?? '', id: answer.thingId ?? '' };
    },
    deleteThing: (thingName) =>
      unlessMissing(() =>
        call('iot:DeleteThing', (options) => client.send(new DeleteThingCommand({ thingName }), options)),
      ),
  };
}
