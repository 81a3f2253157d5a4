// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of policies look like that.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import * as data from '@aws-sdk/client-iot-data-plane';
import { until } from '@thingdock/testkit';
import type { IClientOptions } from 'mqtt';
import { clients } from './aws-fixture.ts';
import { allow, newUser } from './identity-fixture.ts';
import { REGION, refusedAs, startWithClients } from './iot-clients.ts';
import { closed, inbox } from './mqtt-device.ts';

type Setup = Awaited<ReturnType<typeof setUp>>;

/** The stand-in, and a way to make devices with policies of their own. */
async function setUp(t: TestContext) {
  const clients = await startWithClients(t);
  const { aws, control, newCertificate, device } = clients;
  const arn = (resource: string) => `arn:aws:iot:${REGION}:${aws.accountId}:${resource}`;
  let count = 0;

  /** `['iot:Publish', 'topic/a']`; a statement as an object is taken as it is. */
  const documentOf = (statements: readonly (object | readonly [Action: string, ...resources: string[]])[]) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map((one) =>
        Array.isArray(one) ? { Effect: 'Allow', Action: one[0], Resource: one.slice(1).map(arn) } : one,
      ),
    });

  async function certificate(...statements: Parameters<typeof documentOf>[0]) {
    const made = await newCertificate();
    count += 1;
    const policyName = `policy${count}`;
    await control.send(new iot.CreatePolicyCommand({ policyName, policyDocument: documentOf(statements) }));
    await control.send(new iot.AttachPolicyCommand({ policyName, target: made.certificateArn }));
    return { ...made, policyName };
  }

  return {
    ...clients,
    arn,
    documentOf,
    certificate,
    deny: (Action: string, resource: string) => ({ Effect: 'Deny', Action, Resource: arn(resource) }),
    /** A thing with the certificate attached. */
    async thing(thingName: string, principal: string, more: Partial<iot.CreateThingCommandInput> = {}) {
      await control.send(new iot.CreateThingCommand({ thingName, ...more }));
      await control.send(new iot.AttachThingPrincipalCommand({ thingName, principal }));
    },
    async as(clientId: string, statements: Parameters<typeof documentOf>[0], more: IClientOptions = {}) {
      const mine = await certificate(['iot:Connect', `client/${clientId}`], ...statements);
      return { client: await device(clientId, mine, more), mine };
    },
  };
}

/** Somebody who may do everything. */
async function overseer({ credentials, device }: Setup, ...filters: string[]) {
  const client = await device('overseer', await credentials());
  const received = inbox(client);
  if (filters.length > 0) await client.subscribeAsync(filters, { qos: 1 });
  return { client, received };
}

describe('to connect', () => {
  test('a device needs a policy that allows its client id', async (t) => {
    const { newCertificate, certificate, device, aws } = await setUp(t);
    await assert.rejects(device('pump', await newCertificate()), /Not authorized/);
    const mine = await certificate(['iot:Connect', 'client/pump']);
    await assert.rejects(device('valve', mine), /Not authorized/);
    await device('pump', mine);
    assert.deepEqual([aws.counters()['mqtt.connected'], aws.counters()['mqtt.refused']], [1, 2]);
  });

  test('as the thing that its certificate is attached to, its name is the client id', async (t) => {
    const { certificate, device, thing, control } = await setUp(t);
    const mine = await certificate(['iot:Connect', 'client/${iot:Connection.Thing.ThingName}']);
    await assert.rejects(device('pump', mine), /Not authorized/);
    await control.send(new iot.CreateThingCommand({ thingName: 'pump' }));
    await assert.rejects(device('pump', mine), /Not authorized/, 'the thing is there, but not attached');
    await control.send(new iot.AttachThingPrincipalCommand({ thingName: 'pump', principal: mine.certificateArn }));
    await device('pump', mine);
    await thing('valve', (await certificate(['iot:Connect', 'client/valve'])).certificateArn);
    await assert.rejects(device('valve', mine), /Not authorized/, 'another certificate’s thing');
  });

  test('with a persistent session or a will only if the policy lets it', async (t) => {
    const { certificate, device } = await setUp(t);
    const condition = { 'ForAllValues:StringEquals': { 'iot:ConnectAttributes': ['LastWill'] } };
    const mine = await certificate({ Effect: 'Allow', Action: 'iot:Connect', Resource: '*', Condition: condition });
    await assert.rejects(device('pump', mine, { clean: false }), /Not authorized/);
    await device('pump', mine, { will: { topic: 'a', payload: Buffer.from('x'), qos: 0, retain: false } });
  });
});

describe('a device that publishes', () => {
  test('where it may not is disconnected, and nobody gets the message', async (t) => {
    const setup = await setUp(t);
    const { received } = await overseer(setup, '#', '$aws/events/presence/disconnected/+');
    const { client } = await setup.as('pump', [
      ['iot:Publish', 'topic/pump/*'],
      setup.deny('iot:Publish', 'topic/pump/x'),
    ]);
    await client.publishAsync('pump/a', 'allowed', { qos: 1 });
    client.publish('pump/x', 'denied', { qos: 1 });
    await closed(client);
    await until('its end is told', () => received.length === 2);
    assert.equal(received[0], 'pump/a allowed');
    assert.match(received[1] ?? '', /"clientInitiatedDisconnect":false,"disconnectReason":"AUTH_ERROR"/);
  });

  test('to a shadow needs iot:Publish on the topic, not iot:UpdateThingShadow', async (t) => {
    const setup = await setUp(t);
    const SHADOW = '$aws/things/pump/shadow';
    const right = await setup.as('pump', [
      ['iot:Publish', `topic/${SHADOW}/update`],
      ['iot:Subscribe', `topicfilter/${SHADOW}/update/*`],
      ['iot:Receive', `topic/${SHADOW}/update/*`],
    ]);
    const received = inbox(right.client);
    await right.client.subscribeAsync(`${SHADOW}/update/accepted`);
    await right.client.publishAsync(`${SHADOW}/update`, '{"state":{"reported":{"a":1}}}', { qos: 1 });
    await until('the shadow answers', () => received.length === 1);
    const wrong = await setup.as('valve', [['iot:UpdateThingShadow', 'thing/valve']]);
    wrong.client.publish('$aws/things/valve/shadow/update', '{"state":{}}');
    await closed(wrong.client);
  });

  test('a retained message needs iot:RetainPublish besides, over HTTP as well', async (t) => {
    const setup = await setUp(t);
    const may = await setup.as('pump', [
      ['iot:Publish', 'topic/a'],
      ['iot:RetainPublish', 'topic/a'],
    ]);
    await may.client.publishAsync('a', 'kept', { qos: 1, retain: true });
    const mayNot = await setup.as('valve', [['iot:Publish', 'topic/a']]);
    await mayNot.client.publishAsync('a', 'passing', { qos: 1 });
    mayNot.client.publish('a', 'kept', { qos: 1, retain: true });
    await closed(mayNot.client);
  });
});

describe('a device that subscribes', () => {
  test('where it may not is answered with 0x80 and stays; `+` and `#` in a policy are characters', async (t) => {
    const { as } = await setUp(t);
    const { client } = await as('pump', [['iot:Subscribe', 'topicfilter/some/+/topic', 'topicfilter/mine/*']]);
    const granted = await client.subscribeAsync({ 'some/+/topic': { qos: 1 }, 'mine/#': { qos: 0 } });
    assert.deepEqual(granted.map(({ qos }) => qos).sort(), [0, 1]);
    await assert.rejects(client.subscribeAsync('some/x/topic'), /Unspecified error|Subscribe error/);
    await assert.rejects(client.subscribeAsync('other'), /Unspecified error|Subscribe error/);
    assert.ok(client.connected);
  });

  test('does not get what it may not receive, and is told nothing', async (t) => {
    const setup = await setUp(t);
    const { client: sender } = await overseer(setup);
    const { client } = await setup.as('pump', [
      ['iot:Subscribe', 'topicfilter/a/#'],
      ['iot:Receive', 'topic/a/b'],
    ]);
    const received = inbox(client);
    await client.subscribeAsync('a/#', { qos: 1 });
    for (const topic of ['a/secret', 'a/b']) await sender.publishAsync(topic, 'x', { qos: 1 });
    await until('the allowed one came', () => received.length > 0);
    assert.deepEqual(received, ['a/b x']);
    assert.ok(client.connected);
  });
});

describe('what changes while a device is connected', () => {
  test('a policy that is detached ends its connection; its will is still sent', async (t) => {
    const setup = await setUp(t);
    const { received } = await overseer(setup, 'gone');
    const will = { topic: 'gone', payload: Buffer.from('pump'), qos: 1 as const, retain: false };
    const { client, mine } = await setup.as('pump', [['iot:Publish', 'topic/gone']], { will });
    const { policyName, certificateArn: target } = mine;
    await setup.control.send(new iot.DetachPolicyCommand({ policyName, target }));
    await closed(client);
    await until('the will', () => received.length === 1);
    await assert.rejects(setup.device('pump', mine), /Not authorized/);
    await setup.control.send(new iot.AttachPolicyCommand({ policyName, target }));
    await setup.device('pump', mine);
  });

  test('another default version of its policy counts from then on', async (t) => {
    const setup = await setUp(t);
    const { client: sender } = await overseer(setup);
    const connect = ['iot:Connect', 'client/*'] as const;
    const mine = await setup.certificate(connect, ['iot:Subscribe', 'topicfilter/*'], ['iot:Receive', 'topic/a']);
    const client = await setup.device('pump', mine);
    const received = inbox(client);
    await client.subscribeAsync(['a', 'b'], { qos: 1 });
    const say = async (text: string) => {
      for (const topic of ['a', 'b']) await sender.publishAsync(topic, text, { qos: 1 });
    };
    await say('1');
    const policyDocument = setup.documentOf([connect, ['iot:Receive', 'topic/b'], ['iot:Publish', 'topic/c']]);
    const { policyName } = mine;
    await setup.control.send(new iot.CreatePolicyVersionCommand({ policyName, policyDocument, setAsDefault: false }));
    await say('2');
    await setup.control.send(new iot.SetDefaultPolicyVersionCommand({ policyName, policyVersionId: '2' }));
    await say('3');
    await client.publishAsync('c', 'x', { qos: 1 });
    await until('the last one', () => received.includes('b 3'));
    assert.deepEqual(received, ['a 1', 'a 2', 'b 3']);
    await setup.control.send(new iot.SetDefaultPolicyVersionCommand({ policyName, policyVersionId: '1' }));
    client.publish('c', 'x');
    await closed(client);
  });

  test('a thing that is detached, or gets another attribute', async (t) => {
    const setup = await setUp(t);
    const mine = await setup.certificate(
      ['iot:Connect', 'client/${iot:Connection.Thing.ThingName}'],
      ['iot:Publish', 'topic/${iot:Connection.Thing.Attributes[site]}'],
    );
    await setup.thing('pump', mine.certificateArn, { attributePayload: { attributes: { site: 'north' } } });
    const client = await setup.device('pump', mine);
    await client.publishAsync('north', 'x', { qos: 1 });
    const attributePayload = { attributes: { site: 'south' } };
    await setup.control.send(new iot.UpdateThingCommand({ thingName: 'pump', attributePayload }));
    await client.publishAsync('south', 'x', { qos: 1 });
    const detach = { thingName: 'pump', principal: mine.certificateArn };
    await setup.control.send(new iot.DetachThingPrincipalCommand(detach));
    await closed(client);
  });

  test('a certificate that is deactivated, revoked or deleted', async (t) => {
    const { as, control, device } = await setUp(t);
    for (const newStatus of ['INACTIVE', 'REVOKED'] as const) {
      const { client, mine } = await as(newStatus, []);
      const { certificateId } = mine;
      await control.send(new iot.UpdateCertificateCommand({ certificateId, newStatus }));
      await closed(client);
      await control.send(new iot.DeleteCertificateCommand({ certificateId, forceDelete: true }));
      await assert.rejects(device(newStatus, mine));
    }
  });
});

test('a policy that would be decided otherwise here is not taken', async (t) => {
  const { control } = await setUp(t);
  const create = (statement: object) => {
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    return control.send(new iot.CreatePolicyCommand({ policyName: 'p', policyDocument }));
  };
  const base = { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' };
  const condition = { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } };
  await assert.rejects(create({ ...base, Condition: condition }), refusedAs('NotImplemented', 501, /DateGreaterThan/));
  const wrong = create({ ...base, Resource: 'arn:aws:iot:*:*:client/${iot:Foo}' });
  await assert.rejects(wrong, refusedAs('NotImplemented', 501, /iot:Foo/));
  await assert.rejects(create({ ...base, Effect: 'Maybe' }), refusedAs('MalformedPolicyException', 400));
});

test('a caller over HTTP needs iot:RetainPublish too for a message that is to be retained', async (t) => {
  const { aws } = await setUp(t);
  const { keys, iam } = await newUser(aws, 'publisher');
  const config = { endpoint: aws.endpointUrl, region: REGION, credentials: { ...keys }, maxAttempts: 1 };
  const client = new data.IoTDataPlaneClient(config);
  const give = (...Action: string[]) => {
    const PolicyDocument = allow(Action, '*');
    return clients(aws).iam.send(new PutUserPolicyCommand({ UserName: 'publisher', PolicyName: 'p', PolicyDocument }));
  };
  const publish = (retain: boolean) =>
    client.send(new data.PublishCommand({ topic: 'a', retain, payload: Buffer.from('x') }));
  await give('iot:Publish');
  await publish(false);
  await assert.rejects(publish(true), { name: 'ForbiddenException' });
  await give('iot:Publish', 'iot:RetainPublish');
  await publish(true);
  iam.destroy();
});
