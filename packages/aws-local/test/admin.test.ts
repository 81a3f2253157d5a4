import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import { UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane';
import { CreateTopicCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { until } from '@thingdock/testkit';
import type { AwsLocal } from '../src/index.ts';
import { clients, startTestAws } from './aws-fixture.ts';
import { startWithClients } from './iot-clients.ts';
import { closed } from './mqtt-device.ts';
import { rawRequest } from './raw-request.ts';

/** Calls the admin interface as curl would. */
function admin(aws: AwsLocal, token = aws.adminToken ?? '') {
  return async (method: string, path: string, body?: object) => {
    const headers = { 'x-aws-local-token': token };
    const text = body === undefined ? '' : JSON.stringify(body);
    const answer = await rawRequest(aws.endpointUrl, { method, path, headers, body: text });
    return { status: answer.status, json: JSON.parse(answer.body) };
  };
}

describe('the admin interface', () => {
  it('is not there unless it was asked for', async (t) => {
    const aws = await startTestAws(t);
    assert.equal(aws.adminToken, undefined);
    assert.equal((await admin(aws)('POST', '/moto-api/reset')).status, 403);
    assert.equal((await admin(aws)('GET', '/_aws-local/counters')).status, 403);
  });

  it('wants its token, in the header or the query', async (t) => {
    const aws = await startTestAws(t, { admin: true });
    assert.equal((await admin(aws, '')('GET', '/_aws-local/counters')).status, 401);
    assert.equal((await admin(aws, 'wrong')('POST', '/moto-api/reset')).status, 401);
    assert.deepEqual(await admin(aws)('GET', '/_aws-local/counters'), { status: 200, json: aws.counters() });
    const path = `/moto-api/reset?token=${aws.adminToken}`;
    assert.equal((await rawRequest(aws.endpointUrl, { method: 'POST', path })).status, 200);
  });

  it('leaves its token in the data folder, for the owner only, until the end', async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'aws-admin-'));
    t.after(() => rm(dataDir, { recursive: true }));
    const aws = await startTestAws(t, { admin: true, dataDir });
    const file = join(dataDir, 'admin-token');
    assert.equal((await readFile(file, 'utf8')).trim(), aws.adminToken);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await aws.close();
    await assert.rejects(stat(file), { code: 'ENOENT' });
  });

  it('makes calls fail and accounts, and says what is wrong with a request', async (t) => {
    const aws = await startTestAws(t, { admin: true });
    const call = admin(aws);
    await call('POST', '/_aws-local/faults/calls', { kind: 'throttle', operation: 'sns:ListTopics' });
    await assert.rejects(clients(aws).sns.send(new ListTopicsCommand({})), { name: 'Throttling' });
    assert.equal((await call('POST', '/_aws-local/faults/deliveries', { kind: 'lose', times: 3 })).status, 200);
    assert.equal((await call('POST', '/_aws-local/faults/rules', { kind: 'delay', delayMs: 9 })).status, 200);
    assert.equal((await call('DELETE', '/_aws-local/faults')).status, 200);
    assert.deepEqual((await call('POST', '/_aws-local/faults/devices')).json, { disconnected: 0 });
    const made = await call('POST', '/_aws-local/accounts', { accountId: '123456789012' });
    const { Account } = await clients(aws, made.json.root).sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Account, '123456789012');
    const wrong: [string, object, RegExp][] = [
      ['/_aws-local/faults/calls', { kind: 'throttle' }, /operation is missing/],
      ['/_aws-local/faults/calls', { kind: 'explode', operation: 'sns:Publish' }, /kind must be one of/],
      ['/_aws-local/faults/calls', { kind: 'deny', operation: 'sns:Pub' }, /No service has/],
      ['/_aws-local/faults/calls', { kind: 'deny', operation: 'sns:Publish', time: 2 }, /time is not known/],
      ['/_aws-local/faults/deliveries', { kind: 'lose', times: 0 }, /times must be a whole number, 1 or more/],
      ['/_aws-local/faults/rules', { kind: 'lose' }, /kind must be one of delay, fail/],
      ['/_aws-local/accounts', { accountId: '12' }, /twelve digits/],
    ];
    for (const [path, body, message] of wrong) {
      const { status, json } = await call('POST', path, body);
      assert.equal(status, 400);
      assert.match(json.message, message);
    }
    assert.equal((await call('GET', '/_aws-local/nothing')).status, 404);
  });
});

it('a reset leaves nothing but account, keys and addresses, and all works again', async (t: TestContext) => {
  const { aws, control, data, sns, credentials, device } = await startWithClients(t, { admin: true });
  const endpoint = aws.iotEndpoint('ap-northeast-1');
  const other = await aws.createAccount();
  const topicRulePayload = {
    sql: "SELECT * FROM 'a'",
    actions: [{ republish: { roleArn: aws.roleArn, topic: 'b' } }],
  };
  await control.send(new iot.CreateThingCommand({ thingName: 'pump' }));
  await control.send(new iot.CreateTopicRuleCommand({ ruleName: 'r', topicRulePayload }));
  await data.send(new UpdateThingShadowCommand({ thingName: 'pump', payload: Buffer.from('{"state":{}}') }));
  await sns.send(new CreateTopicCommand({ Name: 'a' }));
  const pair = await credentials();
  const pump = await device('pump', pair);
  await pump.publishAsync('kept', 'x', { qos: 1, retain: true });

  assert.deepEqual(await admin(aws)('POST', '/moto-api/reset'), { status: 200, json: { status: 'ok' } });
  await closed(pump);
  assert.deepEqual((await control.send(new iot.ListThingsCommand({}))).things, []);
  assert.deepEqual((await control.send(new iot.ListTopicRulesCommand({}))).rules, []);
  assert.deepEqual((await control.send(new iot.ListCertificatesCommand({}))).certificates, []);
  assert.deepEqual((await sns.send(new ListTopicsCommand({}))).Topics ?? [], []);
  assert.equal(aws.iotEndpoint('ap-northeast-1'), endpoint);
  await assert.rejects(device('pump', pair));
  const { Users } = await clients(aws).iam.send(new ListUsersCommand({}));
  assert.deepEqual(
    Users?.map(({ UserName }) => UserName),
    ['enebular-conn-user'],
  );
  await assert.rejects(clients(aws, other.root).sts.send(new GetCallerIdentityCommand({})), {
    name: 'InvalidClientTokenId',
  });

  await control.send(new iot.CreateTopicRuleCommand({ ruleName: 'r', topicRulePayload }));
  const again = await device('pump', await credentials());
  await again.publishAsync('a', '{}', { qos: 1 });
  await until('the rule', () => aws.counters()['rules.actions.ok'] === 1);
});
