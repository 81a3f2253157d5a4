import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { REGION, refusedAs, startWithClients, text } from './iot-clients.ts';
import { closed } from './mqtt-device.ts';

const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}';

test('each region of the account has an endpoint of its own, of AWS’s form and always the same', async (t) => {
  const { control, iot: client, aws } = await startWithClients(t);
  const ask = (from: iot.IoTClient, endpointType?: string) =>
    from.send(new iot.DescribeEndpointCommand({ endpointType }));
  const { endpointAddress } = await ask(control, 'iot:Data-ATS');
  assert.match(text(endpointAddress), /^[a-z0-9]{14}-ats\.iot\.ap-northeast-1\.amazonaws\.com$/);
  assert.equal(aws.iotEndpoint(REGION), endpointAddress);
  assert.equal((await ask(control)).endpointAddress, endpointAddress);
  assert.notEqual((await ask(client('us-east-1'))).endpointAddress, endpointAddress);
  await assert.rejects(ask(control, 'iot:Data'), refusedAs('InvalidRequestException', 400));
  await assert.rejects(ask(control, 'iot:Nonsense'), refusedAs('InvalidRequestException', 400));
  await assert.rejects(ask(control, 'iot:CredentialProvider'), refusedAs('NotImplemented', 501));
});

describe('things', () => {
  test('are created once, described, listed page by page and by attribute, and deleted', async (t) => {
    const { control, aws } = await startWithClients(t);
    const names = Array.from({ length: 7 }, (_, index) => `thing-${index}`);
    for (const thingName of names) {
      const attributes = { site: thingName === 'thing-3' ? 'north-1' : 'south' };
      await control.send(new iot.CreateThingCommand({ thingName, attributePayload: { attributes } }));
    }
    const described = await control.send(new iot.DescribeThingCommand({ thingName: 'thing-3' }));
    assert.equal(described.thingArn, `arn:aws:iot:${REGION}:${aws.accountId}:thing/thing-3`);
    assert.equal(described.defaultClientId, 'thing-3');
    assert.deepEqual(described.attributes, { site: 'north-1' });

    const seen: string[] = [];
    const pages = iot.paginateListThings({ client: control, pageSize: 3 }, {});
    for await (const page of pages) seen.push(...(page.things ?? []).map(({ thingName }) => text(thingName)));
    assert.deepEqual(seen, names);
    const filtered = await control.send(
      new iot.ListThingsCommand({ attributeName: 'site', attributeValue: 'north', usePrefixAttributeValue: true }),
    );
    assert.deepEqual(
      filtered.things?.map(({ thingName }) => thingName),
      ['thing-3'],
    );

    await control.send(new iot.DeleteThingCommand({ thingName: 'thing-3' }));
    await control.send(new iot.DeleteThingCommand({ thingName: 'never-there' }));
    await assert.rejects(
      control.send(new iot.DescribeThingCommand({ thingName: 'thing-3' })),
      refusedAs('ResourceNotFoundException', 404),
    );
  });

  test('may be created again as they are, not otherwise; a bad name is told with the pattern', async (t) => {
    const { control } = await startWithClients(t);
    const first = await control.send(new iot.CreateThingCommand({ thingName: 'pump' }));
    assert.equal((await control.send(new iot.CreateThingCommand({ thingName: 'pump' }))).thingId, first.thingId);
    const other = new iot.CreateThingCommand({ thingName: 'pump', attributePayload: { attributes: { a: 'b' } } });
    await assert.rejects(control.send(other), refusedAs('ResourceAlreadyExistsException', 409));
    await assert.rejects(
      control.send(new iot.CreateThingCommand({ thingName: 'no spaces' })),
      refusedAs('InvalidRequestException', 400, /at 'thingName' failed to satisfy constraint/),
    );
  });

  test('of two regions do not know each other', async (t) => {
    const { control, iot: client } = await startWithClients(t);
    await control.send(new iot.CreateThingCommand({ thingName: 'pump' }));
    assert.deepEqual((await client('eu-west-1').send(new iot.ListThingsCommand({}))).things, []);
  });
});

describe('certificates', () => {
  test('have the id that their bytes give, and a status that decides who gets in', async (t) => {
    const { control, credentials, device } = await startWithClients(t);
    const mine = await credentials();
    const der = new X509Certificate(mine.cert).raw;
    assert.equal(mine.certificateId, createHash('sha256').update(der).digest('hex'));
    const client = await device('pump', mine);
    const { certificateId } = mine;
    await control.send(new iot.UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    await closed(client);
    await assert.rejects(device('pump', mine));
    const { certificateDescription } = await control.send(new iot.DescribeCertificateCommand({ certificateId }));
    assert.equal(certificateDescription?.status, 'INACTIVE');
    assert.equal(certificateDescription?.validity?.notAfter?.getUTCFullYear(), 2049);
    await control.send(new iot.UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
    await device('pump', mine);
  });

  test('belong to the region that they were made in: that is where the device is', async (t) => {
    const { iot: client, credentials, device, aws } = await startWithClients(t);
    const there = client('us-west-2');
    const pump = await device('pump', await credentials(there));
    await pump.publishAsync('$aws/things/pump/shadow/update', '{"state":{"reported":{"a":1}}}', { qos: 1 });
    assert.equal(aws.counters()['shadow.update.accepted'], 1);
    assert.deepEqual((await client().send(new iot.ListCertificatesCommand({}))).certificates, []);
  });

  test('can be deleted only when inactive and detached', async (t) => {
    const { control, credentials } = await startWithClients(t);
    const { certificateId, certificateArn: principal } = await credentials();
    const remove = (forceDelete = false) =>
      control.send(new iot.DeleteCertificateCommand({ certificateId, forceDelete }));
    await control.send(new iot.CreateThingCommand({ thingName: 'pump' }));
    await control.send(new iot.AttachThingPrincipalCommand({ thingName: 'pump', principal }));
    await control.send(new iot.CreatePolicyCommand({ policyName: 'all', policyDocument: POLICY }));
    await control.send(new iot.AttachPolicyCommand({ policyName: 'all', target: principal }));
    await assert.rejects(remove(), refusedAs('CertificateStateException', 406));
    await control.send(new iot.UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    await assert.rejects(remove(true), refusedAs('DeleteConflictException', 409, /Things must be detached/));
    await assert.rejects(
      control.send(new iot.DeleteThingCommand({ thingName: 'pump' })),
      refusedAs('InvalidRequestException', 400),
    );
    await control.send(new iot.DetachThingPrincipalCommand({ thingName: 'pump', principal }));
    await assert.rejects(remove(), refusedAs('DeleteConflictException', 409, /policies must be detached/));
    await remove(true);
    await assert.rejects(
      control.send(new iot.DescribeCertificateCommand({ certificateId })),
      refusedAs('ResourceNotFoundException', 404),
    );
    await control.send(new iot.DeletePolicyCommand({ policyName: 'all' }));
  });

  test('are attached to things and policies, both ways listed', async (t) => {
    const { control, newCertificate } = await startWithClients(t);
    const { certificateArn: principal } = await newCertificate();
    for (const thingName of ['a', 'b']) {
      await control.send(new iot.CreateThingCommand({ thingName }));
      await control.send(new iot.AttachThingPrincipalCommand({ thingName, principal }));
    }
    const principals = await control.send(new iot.ListThingPrincipalsCommand({ thingName: 'a' }));
    assert.deepEqual(principals.principals, [principal]);
    const owned = await control.send(new iot.ListPrincipalThingsCommand({ principal }));
    assert.deepEqual(owned.things, ['a', 'b']);
    await control.send(new iot.CreatePolicyCommand({ policyName: 'all', policyDocument: POLICY }));
    await control.send(new iot.AttachPolicyCommand({ policyName: 'all', target: principal }));
    await assert.rejects(
      control.send(new iot.DeletePolicyCommand({ policyName: 'all' })),
      refusedAs('DeleteConflictException', 409),
    );
    const attached = await control.send(new iot.ListAttachedPoliciesCommand({ target: principal }));
    assert.deepEqual(
      attached.policies?.map(({ policyName }) => policyName),
      ['all'],
    );
    await control.send(new iot.DetachPolicyCommand({ policyName: 'all', target: principal }));
    assert.deepEqual((await control.send(new iot.ListAttachedPoliciesCommand({ target: principal }))).policies, []);
  });
});

test('policies are kept as they were sent; malformed ones and too long ones are refused', async (t) => {
  const { control } = await startWithClients(t);
  const create = (policyName: string, policyDocument: string) =>
    control.send(new iot.CreatePolicyCommand({ policyName, policyDocument, tags: [{ Key: 'owner', Value: 'me' }] }));
  const { policyArn } = await create('device', POLICY);
  const got = await control.send(new iot.GetPolicyCommand({ policyName: 'device' }));
  assert.equal(got.policyDocument, POLICY);
  const tags = await control.send(new iot.ListTagsForResourceCommand({ resourceArn: policyArn }));
  assert.deepEqual(tags.tags, [{ Key: 'owner', Value: 'me' }]);
  await assert.rejects(create('device', POLICY), refusedAs('ResourceAlreadyExistsException', 409));
  for (const bad of [
    '{',
    '{"Statement":[]}',
    '{"Statement":[{"Effect":"Maybe"}]}',
    `${POLICY}${' '.repeat(9)}${'x'.repeat(2048)}`,
  ]) {
    await assert.rejects(create('bad', bad), refusedAs('MalformedPolicyException', 400));
  }
  const listed = await control.send(new iot.ListPoliciesCommand({}));
  assert.deepEqual(
    listed.policies?.map(({ policyName }) => policyName),
    ['device'],
  );
});
