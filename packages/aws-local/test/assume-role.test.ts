import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AttachRolePolicyCommand, CreateRoleCommand, DeleteRoleCommand } from '@aws-sdk/client-iam';
import { IoTClient, ListThingsCommand } from '@aws-sdk/client-iot';
import { CreateTopicCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { fakeClock } from '@thingdock/testkit';
import { clients, REGION, startTestAws } from './aws-fixture.ts';
import { allow, assume, awsManaged, named, newRole, newUser, policy, trust } from './identity-fixture.ts';

const RULES = trust({ Service: 'iot.amazonaws.com' });

describe('a role that somebody takes on', () => {
  it('gives credentials that may what the role may, in the name of a session', async (t) => {
    const aws = await startTestAws(t);
    const { iam } = clients(aws);
    const user = await newUser(aws, 'worker');
    const role = await newRole(iam, 'topics', trust({ AWS: user.arn }), { Path: '/some/where/' });
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'topics', PolicyArn: awsManaged('AmazonSNSFullAccess') }));
    await assert.rejects(user.sns.send(new ListTopicsCommand({})), named('AuthorizationErrorException'));
    const { keys, answer } = await assume(user.sts, role.arn, { RoleSessionName: 'shift-1' });
    const arn = `arn:aws:sts::${aws.accountId}:assumed-role/topics/shift-1`;
    assert.match(keys.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    assert.equal(answer.AssumedRoleUser?.Arn, arn);
    const left = Number(answer.Credentials?.Expiration) - Date.now();
    assert.ok(left > 3_500_000 && left <= 3_600_000, `an hour, not ${left} ms`);

    const session = clients(aws, keys);
    const { Arn, UserId } = await session.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Arn, arn);
    assert.equal(UserId, answer.AssumedRoleUser?.AssumedRoleId);
    await session.sns.send(new CreateTopicCommand({ Name: 'by-session' }));
    const iot = new IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: keys, maxAttempts: 1 });
    await assert.rejects(iot.send(new ListThingsCommand({})), {
      name: 'AccessDeniedException',
      message: `User: ${arn} is not authorized to perform: iot:ListThings because no identity-based policy allows the iot:ListThings action`,
    });
  });

  it('is for those whom its trust policy names, and others are told no more than that', async (t) => {
    const aws = await startTestAws(t);
    const { iam, sts } = clients(aws);
    const named = await newUser(aws, 'named');
    const other = await newUser(aws, 'other', { inline: allow('sts:AssumeRole') });
    const role = await newRole(iam, 'for-one', trust({ AWS: named.arn }));
    await assume(named.sts, role.arn);
    const missing = role.arn.replace('for-one', 'no-such');
    for (const arn of [role.arn, missing]) {
      await assert.rejects(assume(other.sts, arn), {
        name: 'AccessDenied',
        message: `User: ${other.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      });
    }
    await assert.rejects(assume(sts, role.arn), { message: 'Roles may not be assumed by root accounts.' });
  });

  it('is for whom the account lets, when its trust policy names the account', async (t) => {
    const aws = await startTestAws(t);
    const { iam } = clients(aws);
    const role = await newRole(iam, 'for-all', trust({ AWS: aws.accountId }));
    const may = await newUser(aws, 'may', { inline: allow('sts:AssumeRole', role.arn) });
    const mayNot = await newUser(aws, 'may-not', { inline: allow('sts:AssumeRole', `${role.arn}-other`) });
    await assume(may.sts, role.arn);
    await assert.rejects(assume(mayNot.sts, role.arn), named('AccessDenied'));
    const deny = policy({ Effect: 'Deny', Action: 'sts:*', Resource: '*' });
    const denied = await newUser(aws, 'denied', { inline: deny });
    const direct = await newRole(iam, 'direct', trust({ AWS: denied.arn }));
    await assert.rejects(assume(denied.sts, direct.arn), named('AccessDenied'));
  });

  it('asks for the external id that was agreed', async (t) => {
    const aws = await startTestAws(t);
    const user = await newUser(aws, 'vendor');
    const Condition = { StringEquals: { 'sts:ExternalId': 'agreed' } };
    const role = await newRole(clients(aws).iam, 'external', trust({ AWS: user.arn }, Condition));
    await assert.rejects(assume(user.sts, role.arn), named('AccessDenied'));
    await assert.rejects(assume(user.sts, role.arn, { ExternalId: 'guessed' }), named('AccessDenied'));
    await assume(user.sts, role.arn, { ExternalId: 'agreed' });
  });

  it('is for users of another account only when both accounts allow it', async (t) => {
    const aws = await startTestAws(t);
    const other = await aws.createAccount();
    const vendor = await newUser(aws, 'vendor', { inline: allow('sts:AssumeRole') }, other.root);
    const silent = await newUser(aws, 'silent', {}, other.root);
    const { iam } = clients(aws);
    const open = await newRole(iam, 'open', trust({ AWS: [vendor.arn, silent.arn] }));
    const closed = await newRole(iam, 'closed', trust({ AWS: aws.accountId }));
    const { keys } = await assume(vendor.sts, open.arn);
    assert.equal((await clients(aws, keys).sts.send(new GetCallerIdentityCommand({}))).Account, aws.accountId);
    await assert.rejects(assume(silent.sts, open.arn), named('AccessDenied'));
    await assert.rejects(assume(vendor.sts, closed.arn), named('AccessDenied'));
  });

  it('lasts as long as was asked for, within what the role allows', async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const user = await newUser(aws, 'u');
    const { iam } = clients(aws);
    const role = await newRole(iam, 'r', trust({ AWS: user.arn }));
    const refused = (DurationSeconds: number) =>
      assert.rejects(assume(user.sts, role.arn, { DurationSeconds }), named('ValidationError'));
    await refused(899);
    await refused(3601);
    await refused(43_201);
    const { keys } = await assume(user.sts, role.arn, { DurationSeconds: 900 });
    const ask = () => clients(aws, keys, REGION, new Date(clock.now())).sts.send(new GetCallerIdentityCommand({}));
    await clock.advance(899_000);
    await ask();
    await clock.advance(1_000);
    await assert.rejects(ask(), { name: 'ExpiredToken', message: /token included in the request is expired/ });
  });

  it('makes credentials that are worth nothing without their token, with another token, or when the role is gone', async (t) => {
    const aws = await startTestAws(t);
    const user = await newUser(aws, 'u');
    const { iam } = clients(aws);
    const role = await newRole(iam, 'r', trust({ AWS: user.arn }));
    const first = await assume(user.sts, role.arn);
    const second = await assume(user.sts, role.arn);
    const { accessKeyId, secretAccessKey, sessionToken } = first.keys;
    const who = (keys: typeof first.keys) => clients(aws, keys).sts.send(new GetCallerIdentityCommand({}));
    await who(first.keys);
    await assert.rejects(who({ accessKeyId, secretAccessKey }), named('InvalidClientTokenId'));
    const swapped = { accessKeyId, secretAccessKey, sessionToken: second.keys.sessionToken };
    await assert.rejects(who(swapped), named('InvalidClientTokenId'));
    const forged = { accessKeyId, secretAccessKey: second.keys.secretAccessKey, sessionToken };
    await assert.rejects(who(forged), named('SignatureDoesNotMatch'));
    await iam.send(new DeleteRoleCommand({ RoleName: 'r' }));
    await newRole(iam, 'r', trust({ AWS: user.arn }));
    await assert.rejects(who(first.keys), named('InvalidClientTokenId'));
  });

  it('can take on another role, for an hour at most', async (t) => {
    const aws = await startTestAws(t);
    const user = await newUser(aws, 'u');
    const { iam } = clients(aws);
    const first = await newRole(iam, 'first', trust({ AWS: user.arn }));
    const second = await newRole(iam, 'second', trust({ AWS: first.arn }), { MaxSessionDuration: 7200 });
    const { keys } = await assume(user.sts, first.arn);
    const { sts } = clients(aws, keys);
    await assume(sts, second.arn);
    await assert.rejects(assume(sts, second.arn, { DurationSeconds: 3601 }), /role chaining/);
    await assert.rejects(assume(user.sts, second.arn), named('AccessDenied'));
  });

  it('cannot trust a principal that does not exist', async (t) => {
    const aws = await startTestAws(t);
    const { iam } = clients(aws);
    const create = (Principal: unknown) =>
      iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust(Principal) }));
    for (const AWS of [`arn:aws:iam::${aws.accountId}:user/nobody`, 'somebody', '1234']) {
      await assert.rejects(create({ AWS }), { name: 'MalformedPolicyDocumentException', message: /Invalid principal/ });
    }
    await create({ AWS: 'arn:aws:iam::111122223333:user/elsewhere' });
  });

  it('refuses what would have no effect here', async (t) => {
    const aws = await startTestAws(t);
    const role = await newRole(clients(aws).iam, 'r', RULES);
    const call = new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'test', Policy: allow('sns:*') });
    await assert.rejects(clients(aws).sts.send(call), named('NotImplemented'));
  });
});
