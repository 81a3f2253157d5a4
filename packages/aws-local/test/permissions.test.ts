import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { iamOperations } from '../src/services/iam/index.ts';
import { iotOperations } from '../src/services/iot/index.ts';
import { iotDataOperations } from '../src/services/iotdata/index.ts';
import { snsOperations } from '../src/services/sns/index.ts';
import { clients, REGION, startTestAws } from './aws-fixture.ts';
import { allow, newUser } from './identity-fixture.ts';
import {
  type Clients,
  iamPermissions,
  iotDataPermissions,
  iotPermissions,
  type Permission,
  snsPermissions,
} from './permission-table.ts';

const SERVICES = [
  { service: 'IAM', prefix: 'iam', operations: iamOperations, permissions: iamPermissions },
  { service: 'SNS', prefix: 'sns', operations: snsOperations, permissions: snsPermissions },
  { service: 'AWS IoT', prefix: 'iot', operations: iotOperations, permissions: iotPermissions },
  { service: "AWS IoT's data plane", prefix: 'iot', operations: iotDataOperations, permissions: iotDataPermissions },
];

/** A user without rights, its clients, and a way to give it just one statement. */
async function withUser(t: TestContext) {
  const aws = await startTestAws(t);
  const { keys, iam, sns } = await newUser(aws, 'u');
  const settings = { endpoint: aws.endpointUrl, region: REGION, credentials: { ...keys }, maxAttempts: 1 };
  const user: Clients = { iam, sns, iot: new IoTClient(settings), iotdata: new IoTDataPlaneClient(settings) };
  const give = (PolicyDocument: string) =>
    clients(aws).iam.send(new PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument }));
  return { aws, user, give };
}

/** What IAM's refusal says; undefined when the call ended in another way, whichever. The data plane's refusals say nothing. */
async function denial({ send }: Permission, user: Clients, action: string): Promise<string | undefined> {
  try {
    await send(user);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Error);
    if (error.name === 'ForbiddenException') return '';
    const message = error.message.replaceAll('SNS:', 'sns:');
    return message.includes(`is not authorized to perform: ${action} `) ? message : undefined;
  }
}

for (const { service, prefix, operations, permissions } of SERVICES) {
  describe(`the operations of ${service}`, () => {
    it('are allowed by a statement on their action and their resource, and by nothing less', async (t) => {
      const { aws, user, give } = await withUser(t);
      const table = permissions({ accountId: aws.accountId, region: REGION });
      for (const { name } of operations) {
        const permission = table[name] ?? assert.fail(`${name} has no row in the table of permissions`);
        const { resource } = permission;
        const action = `${prefix}:${name}`;
        await give(allow('sns:Nothing'));
        const refused = (await denial(permission, user, action)) ?? assert.fail(`${name} without any rights`);
        if (resource !== '*' && refused !== '') assert.ok(refused.includes(` on resource: ${resource} `), refused);
        await give(allow(action, resource === '*' ? `arn:aws:${prefix}:*:*:*` : `${resource}-other`));
        assert.notEqual(await denial(permission, user, action), undefined, `${name} with rights on others`);
        await give(allow(`${action}s`, resource));
        assert.notEqual(await denial(permission, user, action), undefined, `${name} with another action`);
        await give(allow(action, resource));
        assert.equal(await denial(permission, user, action), undefined, `${name} with rights on ${resource}`);
      }
    });
  });
}
