import assert from 'node:assert/strict';
import type { Operation, PlannedObject } from '@thingdock/api';
import { topicArn } from '../../../src/aws/index.ts';
import { type Answer, call, REGION, type SmallServer } from '../small-server.ts';
import { assertExplained, assertWhole, ensureActive, hasSucceeded, type Scenario } from './scenarios.ts';
import type { World } from './world.ts';

const STATUS_RULE = 'enebular_status_push_rule';
const WILL_RULE = 'enebular_shadow_update';
const DEVICESTATE_TOPIC = 'enebular_devicestate_push_sns';

/** A topic and a rule are gone, and another rule was edited: each kind of object has to be put back. */
export const repairScenario: Scenario = {
  name: 'repairing a connection',
  async prepare(world) {
    await ensureActive(world);
    await damage(world);
  },
  act: (world) => repair(world, world.server),
  async judge(world, outcome) {
    assert.ok('state' in outcome, JSON.stringify(outcome));
    if (!hasSucceeded(outcome)) {
      assertExplained(outcome);
      await assertNamesTheRest(world, outcome);
      await world.succeeds(await repair(world, world.patient));
    }
    assert.deepEqual(await amiss(world), []);
    await assertWhole(world);
  },
};

async function damage({ aws, root }: World): Promise<void> {
  await root.sns.deleteTopic(
    topicArn({ partition: 'aws', accountId: aws.accountId, region: REGION }, DEVICESTATE_TOPIC),
  );
  await root.iot.deleteRule(WILL_RULE);
  const seen = await root.iot.getRule(STATUS_RULE);
  assert.ok(seen);
  await root.iot.replaceRule({ ...seen.rule, sql: "SELECT * FROM 'somewhere/else'" });
}

const repair = async (world: World, at: SmallServer): Promise<Answer> =>
  call(at, 'POST', `/api/connections/${(await world.active())?.id}/repair`, {});

async function amiss(world: World): Promise<PlannedObject[]> {
  const { body } = await call(world.patient, 'GET', `/api/connections/${(await world.active())?.id}/plan`);
  return (body.objects as PlannedObject[]).filter(({ action }) => action !== 'none' && action !== 'adopt');
}

/** Whatever is not as it should be is named as not done; nothing that is said to be done is not. */
async function assertNamesTheRest(world: World, { steps }: Operation): Promise<void> {
  for (const { kind, name } of await amiss(world)) {
    const step = steps.find(({ key }) => key === `${kind}:${name}`);
    assert.ok(step && step.state !== 'done', `${kind} ${name} is amiss and said to be done: ${JSON.stringify(steps)}`);
  }
}
