import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ListUsersCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { IoTClient, ListThingsCommand } from '@aws-sdk/client-iot';
import { GetThingShadowCommand, IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { fakeClock } from '@thingdock/testkit';
import type { AwsLocal } from '../src/index.ts';
import { clients, type Keys, REGION, startTestAws } from './aws-fixture.ts';
import { assume, newRole, newUser, trust } from './identity-fixture.ts';

/** One call to each service, and what its error is called. */
async function refusals(aws: AwsLocal, keys: Keys, now = new Date()): Promise<Record<string, string>> {
  const { sts, iam, sns } = clients(aws, keys, REGION, now);
  const systemClockOffset = now.getTime() - Date.now();
  const settings = { endpoint: aws.endpointUrl, region: REGION, credentials: { ...keys }, maxAttempts: 1 };
  const iot = new IoTClient({ ...settings, systemClockOffset });
  const data = new IoTDataPlaneClient({ ...settings, systemClockOffset });
  const nameOf = async (call: Promise<unknown>) => {
    try {
      await call;
      return 'none';
    } catch (error) {
      return error instanceof Error ? error.name : assert.fail(String(error));
    }
  };
  return {
    sts: await nameOf(sts.send(new GetCallerIdentityCommand({}))),
    iam: await nameOf(iam.send(new ListUsersCommand({}))),
    sns: await nameOf(sns.send(new ListTopicsCommand({}))),
    iot: await nameOf(iot.send(new ListThingsCommand({}))),
    iotdata: await nameOf(data.send(new GetThingShadowCommand({ thingName: 'x' }))),
  };
}

/** Query services have one name for an error, the services of AWS IoT another. */
const named = (query: string, rest: string) => ({ sts: query, iam: query, sns: query, iot: rest, iotdata: rest });

describe('every service', () => {
  it('does not know a key that nobody has, that is inactive, or that comes with a token of its own making', async (t) => {
    const aws = await startTestAws(t);
    const unknown = named('InvalidClientTokenId', 'UnrecognizedClientException');
    const { keys } = await newUser(aws, 'u');
    assert.deepEqual(await refusals(aws, { ...keys, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }), unknown);
    assert.deepEqual(await refusals(aws, { ...keys, sessionToken: 'made-up' }), unknown);
    const update = { UserName: 'u', AccessKeyId: keys.accessKeyId, Status: 'Inactive' as const };
    await clients(aws).iam.send(new UpdateAccessKeyCommand(update));
    assert.deepEqual(await refusals(aws, keys), unknown);
  });

  it('refuses a signature made with another secret, or too long ago', async (t) => {
    const aws = await startTestAws(t);
    const wrong = named('SignatureDoesNotMatch', 'InvalidSignatureException');
    assert.deepEqual(await refusals(aws, { ...aws.root, secretAccessKey: 'x'.repeat(40) }), wrong);
    assert.deepEqual(await refusals(aws, aws.root, new Date(Date.now() - 6 * 60_000)), wrong);
  });

  it('tells temporary credentials when they have expired', async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const user = await newUser(aws, 'u');
    const role = await newRole(clients(aws).iam, 'r', trust({ AWS: user.arn }));
    const { keys } = await assume(user.sts, role.arn);
    await clock.advance(3_600_000);
    const expired = named('ExpiredToken', 'ExpiredTokenException');
    assert.deepEqual(await refusals(aws, keys, new Date(clock.now())), expired);
  });
});
