import { isDeepStrictEqual } from 'node:util';
import { Fault } from '@thingdock/api';
import { type Aws, isAwsFailure } from '../aws/index.ts';
import type { ConnectionRef } from '../connections/index.ts';

export const DEVICE_POLICY = 'thingdock_device_v1';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of AWS IoT's policies, not of this program
const THING = '${iot:Connection.Thing.ThingName}';

/**
 * What a device may do: connect under its own thing's name with a certificate that is attached to that thing, and use its own
 * shadow and topics. AWS IoT fills in the name for each connection, so one policy serves all devices.
 * Source: AWS IoT developer guide, thing policy variables.
 */
export function devicePolicy({ partition, region, accountId }: ConnectionRef): object {
  const arn = (resource: string) => `arn:${partition}:iot:${region}:${accountId}:${resource}`;
  const own = (kind: 'topic' | 'topicfilter') => [
    arn(`${kind}/$aws/things/${THING}/shadow/*`),
    arn(`${kind}/enebular/things/${THING}/*`),
  ];
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['iot:Connect'],
        Resource: [arn(`client/${THING}`)],
        Condition: { Bool: { 'iot:Connection.Thing.IsAttached': ['true'] } },
      },
      { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: own('topic') },
      { Effect: 'Allow', Action: ['iot:Subscribe'], Resource: own('topicfilter') },
    ],
  };
}

/** Makes the policy unless it is there. One of that name with other content is not ours: `aws_object_conflict`. */
export async function ensureDevicePolicy(aws: Aws, connection: ConnectionRef): Promise<void> {
  const wanted = devicePolicy(connection);
  let found = await aws.iot.getPolicy(DEVICE_POLICY);
  if (found === undefined) {
    try {
      return await aws.iot.createPolicy(DEVICE_POLICY, wanted);
    } catch (error) {
      // Somebody else made it in between.
      if (!isAwsFailure(error, 'conflict')) throw error;
      found = await aws.iot.getPolicy(DEVICE_POLICY);
    }
  }
  if (!isDeepStrictEqual(found, wanted))
    throw new Fault('aws_object_conflict', { details: { object: `The IoT policy ${DEVICE_POLICY}` } });
}
