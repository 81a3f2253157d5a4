import {
  DescribeEndpointCommand,
  type IoTClient,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-iot';
import type { Call } from '../call.ts';
import { isAwsFailure } from '../failure.ts';
import type { IotApi } from '../iot-api.ts';
import { everyPage } from '../pages.ts';
import { createCertificates } from './iot-certificates.ts';
import { createRules } from './iot-rules.ts';
import { createThings } from './iot-things.ts';

export function createIot(client: IoTClient, call: Call): IotApi {
  const describeEndpoint = async (endpointType: string) => {
    const answer = await call('iot:DescribeEndpoint', (options) =>
      client.send(new DescribeEndpointCommand({ endpointType }), options),
    );
    return answer.endpointAddress?.toLowerCase();
  };

  return {
    ...createRules(client, call),
    ...createThings(client, call),
    ...createCertificates(client, call),
    async describeDataEndpoints() {
      const ats = (await describeEndpoint('iot:Data-ATS')) ?? '';
      // AWS refuses this type for newer accounts: then there simply is no such host.
      const legacy = await describeEndpoint('iot:Data').catch((error: unknown) => {
        if (isAwsFailure(error, 'other', 'denied', 'not_found')) return undefined;
        throw error;
      });
      return { ats, legacy };
    },
    async tags(resourceArn) {
      const tags = await everyPage(async (nextToken) => {
        const page = await call('iot:ListTagsForResource', (options) =>
          client.send(new ListTagsForResourceCommand({ resourceArn, nextToken }), options),
        );
        return { items: page.tags ?? [], next: page.nextToken };
      });
      return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },
    async tag(resourceArn, tags) {
      const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await call('iot:TagResource', (options) =>
        client.send(new TagResourceCommand({ resourceArn, tags: list }), options),
      );
    },
  };
}
