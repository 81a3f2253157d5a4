import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import type { Database } from '../../../src/platform/db/index.ts';
import { openTestPostgres } from '../../each-database.ts';
import { iamSetup, PASS_ROLE, READ_INLINE, USER_POLICIES } from '../iam-setup.ts';
import { insertProject } from '../small-server.ts';
import { isWorthTrying, MISHAPS, type Mishap } from './saboteur.ts';
import { ensureNone, type Scenario } from './scenarios.ts';
import { type Key, SPEED, startWorld, type World } from './world.ts';

/** So that the checks ask AWS itself too. */
const SIMULATE = { Effect: 'Allow', Action: 'iam:SimulatePrincipalPolicy', Resource: '*' };

/** Defines the tests that fail each call of what is done, in every way. Each set has a stand-in and a database of its own. */
export function describeEachCall(done: Readonly<Record<string, (keys: readonly [Key, Key]) => Scenario>>): void {
  describe('whichever call to AWS goes wrong', () => {
    let aws: AwsLocal;
    let database: Database;
    let close: () => Promise<void>;
    let keys: [Key, Key];

    before(async () => {
      aws = await startAwsLocal({ snsRetrySpeed: SPEED });
      ({ database, close } = await openTestPostgres());
      await insertProject(database);
      const setup = iamSetup(aws);
      const user = (name: string) => setup.user(name, USER_POLICIES, [PASS_ROLE, READ_INLINE, SIMULATE]);
      keys = [await user('one'), await user('two')];
      setup.close();
    });
    after(async () => {
      await close();
      await aws.close();
    });

    for (const [name, scenarioOf] of Object.entries(done))
      for (const mishap of MISHAPS)
        test(`${name} leaves all or nothing and says why: ${mishap}`, async () => {
          const scenario = scenarioOf(keys);
          const within = { aws, database, key: keys[0] };
          const actions = await inWorld(within, (world) => attempt(world, scenario));
          assert.ok(actions.length > 5, 'a clean run makes hardly any calls');
          await inWorld({ ...within, mishap }, (world) => tryEachCall(world, scenario, mishap, actions));
        });
  });
}

async function inWorld<T>(options: Parameters<typeof startWorld>[0], work: (world: World) => Promise<T>): Promise<T> {
  const world = await startWorld(options);
  try {
    // One that another server made leads to that one’s address.
    await ensureNone(world);
    return await work(world);
  } finally {
    await world.stop();
  }
}

type Trial = { mishap: Mishap; index: number };

/** `actions`: the calls of a run in which all goes well. */
async function tryEachCall(world: World, scenario: Scenario, mishap: Mishap, actions: readonly string[]) {
  for (const [index, action] of actions.entries()) {
    if (!isWorthTrying(mishap, action, index)) continue;
    try {
      await attempt(world, scenario, { mishap, index });
    } catch (error) {
      throw new Error(`call ${index} (${action}) ${mishap}: ${String(error)}`, { cause: error });
    } finally {
      world.saboteur.stop();
    }
  }
}

/** Does it once, with one call going wrong or none. Returns the calls that were made. */
async function attempt(world: World, scenario: Scenario, trial?: Trial): Promise<string[]> {
  await scenario.prepare(world);
  world.saboteur.watch(trial);
  const outcome = await world.outcome(await scenario.act(world));
  const actions = world.saboteur.stop();
  // Such as a look at the connection's health, which follows some operations.
  await world.server.tasks.idle();
  await scenario.judge(world, outcome);
  if (!trial) assert.ok('state' in outcome && outcome.state === 'succeeded', JSON.stringify(outcome));
  return actions;
}
