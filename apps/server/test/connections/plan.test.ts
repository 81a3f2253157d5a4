import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Plan, PlanAction, PlannedObject } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { topicArn } from '../../src/aws/index.ts';
import { openTestPglite } from '../each-database.ts';
import { administrator, awsObjects, NOTHING } from './aws-side.ts';
import {
  type Answer,
  call,
  finished,
  insertProject,
  operationOf,
  PROJECT,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
  validBody,
} from './small-server.ts';

const TOPIC = 'enebular_status_push_sns';
const WILL = 'enebular_shadow_update';
const STATUS = 'enebular_status_push_rule';
const OWNER = 'thingdock:owner';

describe('what is done to objects that are there already', () => {
  let aws: AwsLocal;
  let server: SmallServer;
  let root: ReturnType<typeof administrator>;
  let stop: () => Promise<void>;
  let arn: string;

  before(async () => {
    aws = await startAwsLocal();
    const { database, close } = await openTestPglite();
    await insertProject(database);
    server = await startSmallServer({ database, aws });
    root = administrator(aws, REGION);
    arn = topicArn({ partition: 'aws', accountId: aws.accountId, region: REGION }, TOPIC);
    stop = async () => {
      root.close();
      await server.stop();
      await close();
      await aws.close();
    };
  });
  after(() => stop());

  const create = async (more: object = {}) =>
    finished(server, operationOf(await postConnection(server, { ...validBody(aws), ...more })));
  const remove = async (id: string) =>
    finished(server, operationOf(await call(server, 'DELETE', `/api/connections/${id}`)));
  const objectsIn = ({ status, body }: Answer): PlannedObject[] => {
    assert.equal(status, 200, JSON.stringify(body));
    return (body as unknown as Plan).objects;
  };
  const plan = async () =>
    objectsIn(await call(server, 'POST', `/api/projects/${PROJECT}/connections/plan`, validBody(aws)));
  const drift = async (id: string) => objectsIn(await call(server, 'GET', `/api/connections/${id}/plan`));
  const actionsOf = (objects: readonly PlannedObject[]): Record<string, PlanAction> =>
    Object.fromEntries(objects.map(({ kind, name, action }) => [`${kind} ${name}`, action]));
  const writes = () =>
    Object.entries(server.counters.all())
      .filter(([name]) => /aws\.calls\.\w+:(Create|Set|Subscribe|Tag|Publish|Update|Delete|Replace)/.test(name))
      .reduce((sum, [, count]) => sum + count, 0);

  /** A topic and a rule of somebody else's under our names. */
  async function occupy(): Promise<void> {
    await root.sns.createTopic(TOPIC);
    await root.sns.tag(arn, { [OWNER]: 'another-installation' });
    await root.iot.createRule({
      ...{ name: WILL, sql: "SELECT * FROM 'theirs'", sqlVersion: '2016-03-23', description: 'mine', disabled: true },
      actions: [{ kind: 'republish', topic: 'elsewhere', roleArn: aws.roleArn, qos: 0 }],
    });
    await root.iot.tag((await root.iot.getRule(WILL))?.arn ?? '', { [OWNER]: 'another-installation' });
  }
  const asItStands = async () => ({
    rule: (await root.iot.getRule(WILL))?.raw,
    attributes: await root.sns.topicAttributes(arn),
    tags: await root.sns.tags(arn),
    ruleTags: await root.iot.tags((await root.iot.getRule(WILL))?.arn ?? ''),
  });

  test('in an empty account everything is to be created, and planning writes nothing', async () => {
    const before = writes();
    const objects = await plan();
    assert.deepEqual(new Set(objects.map(({ action }) => action)), new Set(['create']));
    assert.equal(objects.length, 7);
    assert.equal(writes(), before);
  });

  test('S30 an attempt that fails leaves nothing, and the next one makes everything once', async () => {
    aws.faults.failCalls({ kind: 'deny', operation: 'iot:CreateTopicRule' });
    const failed = await create();
    assert.equal(failed.error?.code, 'user_missing_permission');
    assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
    const { state, connectionId } = await create();
    assert.equal(state, 'succeeded');
    const { rules, topics, subscriptions } = await awsObjects(aws, REGION);
    assert.deepEqual([rules.length, topics.length, subscriptions.length], [3, 2, 2]);
    await remove(connectionId);
  });

  test('a connection that is there needs nothing, until somebody changes something', async () => {
    const { connectionId } = await create();
    assert.deepEqual(new Set((await drift(connectionId)).map(({ action }) => action)), new Set(['none']));
    const seen = (await root.iot.getRule(STATUS))?.rule;
    assert.ok(seen);
    await root.iot.replaceRule({ ...seen, disabled: true });
    await root.iot.deleteRule('enebular_devicestate_push_rule');
    await root.sns.setTopicAttribute(arn, 'SignatureVersion', '1');
    const objects = await drift(connectionId);
    const actions = Object.entries(actionsOf(objects)).filter(([, action]) => action !== 'none');
    assert.deepEqual(Object.fromEntries(actions), {
      [`topic ${TOPIC}`]: 'repair',
      [`rule ${STATUS}`]: 'repair',
      'rule enebular_devicestate_push_rule': 'create',
    });
    const rule = objects.find(({ name }) => name === STATUS);
    assert.deepEqual(rule?.differences, [{ what: 'disabled', found: 'true', wanted: 'false' }]);
    assert.equal((await remove(connectionId)).state, 'succeeded');
  });

  test('somebody else’s are shown with what taking over would undo, and refused without it', async () => {
    await occupy();
    const objects = await plan();
    const conflicts = objects.filter(({ action }) => action === 'conflict');
    assert.deepEqual(
      conflicts.map(({ name }) => name),
      [TOPIC, WILL],
    );
    assert.match(
      conflicts.flatMap(({ lost }) => lost).join('\n'),
      /another installation(.|\n)*SELECT \* FROM 'theirs'/,
    );
    const before = await asItStands();
    const { error } = await create();
    assert.equal(error?.code, 'aws_object_conflict');
    assert.deepEqual(await asItStands(), before);
  });

  test('those that were taken over are put back exactly when the attempt fails', async () => {
    const before = await asItStands();
    aws.faults.failCalls({ kind: 'deny', operation: 'iot:CreateTopicRule' });
    const { error, steps } = await create({ takeOver: true });
    assert.equal(error?.code, 'user_missing_permission');
    assert.equal(steps.at(-1)?.state, 'done', JSON.stringify(steps));
    assert.deepEqual(withoutCounts(await asItStands()), withoutCounts(before));
    assert.deepEqual((await awsObjects(aws, REGION)).rules, [WILL]);
  });

  test('and are put back at whichever call it fails, also when the call took effect but its answer was lost', async () => {
    const calls = ['sns:TagResource', 'sns:SetTopicAttributes', 'iot:TagResource', 'iot:ReplaceTopicRule'];
    const before = withoutCounts(await asItStands());
    for (const operation of [...calls, 'sns:Subscribe', 'iot:Publish'])
      for (const fault of [{ kind: 'deny' }, { kind: 'disconnect', effect: 'after', times: 3 }] as const) {
        aws.faults.failCalls({ ...fault, operation });
        const { state } = await create({ takeOver: true });
        aws.faults.clear();
        assert.equal(state, 'failed', `${operation} ${fault.kind}`);
        assert.deepEqual(withoutCounts(await asItStands()), before, `${operation} ${fault.kind}`);
        assert.deepEqual((await awsObjects(aws, REGION)).rules, [WILL]);
      }
  });

  test('those that were taken over are the connection’s own once it works, and go with it', async () => {
    const { state, error, connectionId } = await create({ takeOver: true });
    assert.equal(state, 'succeeded', JSON.stringify(error));
    assert.deepEqual(new Set((await drift(connectionId)).map(({ action }) => action)), new Set(['none']));
    assert.equal((await remove(connectionId)).state, 'succeeded');
    assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
  });
});

/** How many subscriptions a topic ever lost is AWS's own count. */
const withoutCounts = <T extends { attributes: Record<string, string> | undefined }>({ attributes, ...rest }: T) => ({
  ...rest,
  attributes: Object.fromEntries(
    Object.entries(attributes ?? {}).filter(([name]) => !/^Subscriptions(Deleted|Pending|Confirmed)$/.test(name)),
  ),
});
