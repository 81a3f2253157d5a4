import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { fakeClock } from '@thingdock/testkit';
import { refusedAs, startWithClients, text } from './iot-clients.ts';

describe('things', () => {
  test('change their attributes by replacing or merging, each change with a new version', async (t) => {
    const { control } = await startWithClients(t);
    const thingName = 'pump';
    const update = (input: Omit<iot.UpdateThingCommandInput, 'thingName'>) =>
      control.send(new iot.UpdateThingCommand({ thingName, ...input }));
    const state = async () => {
      const { attributes, version } = await control.send(new iot.DescribeThingCommand({ thingName }));
      return [attributes, version];
    };
    await control.send(new iot.CreateThingCommand({ thingName, attributePayload: { attributes: { a: '1', b: '2' } } }));
    await update({ attributePayload: { attributes: { b: '', c: '3' }, merge: true } });
    assert.deepEqual(await state(), [{ a: '1', c: '3' }, 2]);
    await update({ attributePayload: { attributes: { d: '4' } }, expectedVersion: 2 });
    assert.deepEqual(await state(), [{ d: '4' }, 3]);
    await assert.rejects(update({ expectedVersion: 2 }), refusedAs('VersionConflictException', 409));
    const four = { attributes: { e: '5', f: '6', g: '7' }, merge: true };
    await assert.rejects(update({ attributePayload: four }), refusedAs('InvalidRequestException', 400, /at most 3/));
    const missing = control.send(new iot.UpdateThingCommand({ thingName: 'never-there' }));
    await assert.rejects(missing, refusedAs('ResourceNotFoundException', 404));
    assert.deepEqual(await state(), [{ d: '4' }, 3]);
  });

  test('can be of a type, by which they are listed; a deprecated type gets no new ones', async (t) => {
    const { control } = await startWithClients(t);
    const type = { thingTypeName: 'pump', thingTypeProperties: { thingTypeDescription: 'moves water' } };
    const made = await control.send(new iot.CreateThingTypeCommand(type));
    assert.equal((await control.send(new iot.CreateThingTypeCommand(type))).thingTypeId, made.thingTypeId);
    await assert.rejects(
      control.send(new iot.CreateThingTypeCommand({ thingTypeName: 'pump' })),
      refusedAs('ResourceAlreadyExistsException', 409),
    );
    const attributes = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`a${index}`, 'x']));
    const typed = { thingTypeName: 'pump', attributePayload: { attributes } };
    await control.send(new iot.CreateThingCommand({ thingName: 'typed', ...typed }));
    await control.send(new iot.CreateThingCommand({ thingName: 'plain' }));
    const pumps = async () =>
      (await control.send(new iot.ListThingsCommand({ thingTypeName: 'pump' }))).things?.map((one) => one.thingName);
    assert.deepEqual(await pumps(), ['typed']);
    await control.send(new iot.UpdateThingCommand({ thingName: 'plain', thingTypeName: 'pump' }));
    assert.deepEqual(await pumps(), ['plain', 'typed']);
    await control.send(new iot.UpdateThingCommand({ thingName: 'plain', removeThingType: true }));
    await control.send(new iot.DeprecateThingTypeCommand({ thingTypeName: 'pump' }));
    await assert.rejects(
      control.send(new iot.UpdateThingCommand({ thingName: 'plain', thingTypeName: 'pump' })),
      refusedAs('InvalidRequestException', 400, /deprecated/),
    );
    const shown = await control.send(new iot.DescribeThingTypeCommand({ thingTypeName: 'pump' }));
    assert.equal(shown.thingTypeProperties?.thingTypeDescription, 'moves water');
    assert.equal(shown.thingTypeMetadata?.deprecated, true);
  });

  test('types can be deleted five minutes after they were deprecated, when nothing has them any more', async (t) => {
    const clock = fakeClock(Date.now());
    const { control, iot: client } = await startWithClients(t, { clock });
    const thingTypeName = 'pump';
    const remove = (from = control) => from.send(new iot.DeleteThingTypeCommand({ thingTypeName }));
    await control.send(new iot.CreateThingTypeCommand({ thingTypeName }));
    await control.send(new iot.CreateThingCommand({ thingName: 'a', thingTypeName }));
    await assert.rejects(remove(), refusedAs('InvalidRequestException', 400, /deprecated for 5 minutes/));
    await control.send(new iot.DeprecateThingTypeCommand({ thingTypeName }));
    await assert.rejects(remove(), refusedAs('InvalidRequestException', 400, /deprecated for 5 minutes/));
    await clock.advance(5 * 60_000);
    // One client for each call: a refusal's Date header would make the SDK correct its clock again.
    const late = () => {
      const made = client();
      made.config.systemClockOffset = 5 * 60_000;
      return made;
    };
    await assert.rejects(remove(late()), refusedAs('InvalidRequestException', 400, /type of a thing/));
    await late().send(new iot.DeleteThingCommand({ thingName: 'a' }));
    await remove(late());
    assert.deepEqual((await late().send(new iot.ListThingTypesCommand({}))).thingTypes, []);
  });
});

describe('policies', () => {
  const document = (topic: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iot:Publish', Resource: `arn:aws:iot:eu-west-1:1:topic/${topic}` }],
    });

  test('have five versions at most, of which one is the default and cannot go', async (t) => {
    const { control } = await startWithClients(t);
    const policyName = 'device';
    const addVersion = (topic: string, setAsDefault = false) =>
      control.send(new iot.CreatePolicyVersionCommand({ policyName, policyDocument: document(topic), setAsDefault }));
    const deleteVersion = (policyVersionId: string) =>
      control.send(new iot.DeletePolicyVersionCommand({ policyName, policyVersionId }));
    await control.send(new iot.CreatePolicyCommand({ policyName, policyDocument: document('1') }));
    const second = await addVersion('2', true);
    assert.deepEqual([second.policyVersionId, second.isDefaultVersion], ['2', true]);
    for (const topic of ['3', '4', '5']) await addVersion(topic);
    await assert.rejects(addVersion('6'), refusedAs('VersionsLimitExceededException', 409));
    const shown = await control.send(new iot.GetPolicyCommand({ policyName }));
    assert.deepEqual([shown.defaultVersionId, shown.policyDocument], ['2', document('2')]);
    await assert.rejects(deleteVersion('2'), refusedAs('DeleteConflictException', 409));
    await deleteVersion('5');
    assert.equal((await addVersion('6')).policyVersionId, '6');
    await control.send(new iot.SetDefaultPolicyVersionCommand({ policyName, policyVersionId: '6' }));
    const listed = await control.send(new iot.ListPolicyVersionsCommand({ policyName }));
    assert.deepEqual(
      listed.policyVersions?.map((one) => [one.versionId, one.isDefaultVersion]),
      [
        ['6', true],
        ['4', false],
        ['3', false],
        ['2', false],
        ['1', false],
      ],
    );
    const third = await control.send(new iot.GetPolicyVersionCommand({ policyName, policyVersionId: '3' }));
    assert.deepEqual([third.policyDocument, third.isDefaultVersion], [document('3'), false]);
    const gone = new iot.GetPolicyVersionCommand({ policyName, policyVersionId: '5' });
    await assert.rejects(control.send(gone), refusedAs('ResourceNotFoundException', 404));
    const remove = () => control.send(new iot.DeletePolicyCommand({ policyName }));
    await assert.rejects(remove(), refusedAs('DeleteConflictException', 409, /more than one version/));
    for (const versionId of ['1', '2', '3', '4']) await deleteVersion(versionId);
    await remove();
  });

  test('are attached to ten at most of a certificate, and list their targets', async (t) => {
    const { control, newCertificate } = await startWithClients(t);
    const { certificateArn: target } = await newCertificate();
    const names = Array.from({ length: 11 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    for (const policyName of names) {
      await control.send(new iot.CreatePolicyCommand({ policyName, policyDocument: document('1') }));
    }
    const attach = (policyName = '') => control.send(new iot.AttachPolicyCommand({ policyName, target }));
    for (const policyName of names.slice(0, 10)) await attach(policyName);
    await attach('p00');
    await assert.rejects(attach('p10'), refusedAs('LimitExceededException', 410));
    const targets = await control.send(new iot.ListTargetsForPolicyCommand({ policyName: 'p00' }));
    assert.deepEqual(targets.targets, [target]);
    const none = await control.send(new iot.ListTargetsForPolicyCommand({ policyName: 'p10' }));
    assert.deepEqual(none.targets, []);
    const oldestFirst = await control.send(new iot.ListPoliciesCommand({ ascendingOrder: true, pageSize: 1 }));
    const newestFirst = await control.send(new iot.ListPoliciesCommand({ ascendingOrder: false, pageSize: 1 }));
    assert.equal(text(oldestFirst.policies?.[0]?.policyName), 'p00');
    assert.equal(text(newestFirst.policies?.[0]?.policyName), 'p10');
  });
});

test('a role that was just made cannot be given to a rule before it has spread, when asked for', async (t) => {
  const clock = fakeClock(Date.now());
  const { control, aws } = await startWithClients(t, { clock, roleReadyAfterSeconds: 10 });
  const sql = "SELECT * FROM 'a'";
  const actions = [{ republish: { roleArn: aws.roleArn, topic: 'b' } }];
  const create = () =>
    control.send(new iot.CreateTopicRuleCommand({ ruleName: 'r', topicRulePayload: { sql, actions } }));
  const tooEarly = refusedAs('InvalidRequestException', 400, /unable to assume role .* try again in a few seconds/);
  await assert.rejects(create(), tooEarly);
  await clock.advance(9_000);
  await assert.rejects(create(), tooEarly);
  await clock.advance(1_000);
  await create();
  await assert.rejects(create(), refusedAs('ResourceAlreadyExistsException', 409));
});
