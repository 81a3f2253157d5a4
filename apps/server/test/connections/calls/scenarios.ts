import assert from 'node:assert/strict';
import type { Operation } from '@thingdock/api';
import { sql } from 'kysely';
import { NOTHING } from '../aws-side.ts';
import { type Answer, call } from '../small-server.ts';
import type { Key, World } from './world.ts';

/** One thing that is done to a connection, with what must hold whichever of its calls fails. */
export type Scenario = {
  name: string;
  /** Brings about what it begins from. Whatever was left by the time before is cleared away. */
  prepare(world: World): Promise<void>;
  act(world: World): Promise<Answer>;
  /** Throws when what came of it is neither all nor nothing, or whatever else was promised. */
  judge(world: World, outcome: Operation | Answer): Promise<void>;
};

export const hasSucceeded = (outcome: Operation | Answer): boolean =>
  'state' in outcome && outcome.state === 'succeeded';

/** A reason that somebody can act on: one of our codes, and never "something went wrong". */
export function assertExplained(outcome: Operation | Answer): void {
  const error = 'status' in outcome ? outcome.body : outcome.error;
  assert.ok(error, 'it failed without a reason');
  const { code, detail } = error as { code?: string; detail?: string };
  assert.ok(code && code !== 'internal', JSON.stringify(error));
  assert.ok(detail && detail.length > 20, JSON.stringify(error));
}

export async function ensureNone(world: World): Promise<void> {
  for (const { id } of await world.listed())
    await world.succeeds(await call(world.patient, 'DELETE', `/api/connections/${id}`));
  assert.deepEqual(await world.objects(), NOTHING);
}

/** The id of a connection that works; made when there is none. */
export async function ensureActive(world: World): Promise<string> {
  const known = await world.active();
  if (known) return known.id;
  await ensureNone(world);
  return (await world.succeeds(await world.create(world.patient))).connectionId;
}

/** One that waits for its confirmation cannot be ended; SNS drops it by itself. */
export async function assertWhole(world: World): Promise<void> {
  const { rules, topics, subscriptions } = await world.objects();
  const confirmed = subscriptions.filter(({ arn }) => arn !== undefined);
  assert.deepEqual([rules.length, topics.length, confirmed.length], [3, 2, 2]);
}

export const createScenario: Scenario = {
  name: 'creating a connection',
  prepare: ensureNone,
  act: (world) => world.create(),
  async judge(world, outcome) {
    const listed = await world.listed();
    if (hasSucceeded(outcome)) {
      assert.deepEqual(
        listed.map(({ state }) => state),
        ['active'],
      );
      return assertWhole(world);
    }
    assertExplained(outcome);
    assert.deepEqual(await world.objects(), NOTHING);
    const shadow = await shadowOfProbe(world);
    assert.equal(shadow, undefined, 'the shadow of the test messages is left');
    // What was refused at once was no attempt; one that failed is shown with its reason.
    assert.deepEqual(
      listed.map(({ state }) => state),
      'status' in outcome ? [] : ['failed'],
    );
  },
};

async function shadowOfProbe({ root, database }: World): Promise<unknown> {
  const { rows } = await sql<{ wire_id: string }>`select wire_id from wire_identities`.execute(database.root);
  const [place] = rows;
  return place && (await root.iotData.getThingShadow(`thingdock-probe-${place.wire_id}`));
}

/** Two keys, which take turns. */
export function rotateScenario([one, other]: readonly [Key, Key]): Scenario {
  let before: unknown;
  let next = other;
  const used = async ({ database }: World, id: string) =>
    (
      await sql<{ access_key_id: string }>`
        select access_key_id, secret_access_key, user_arn, key_changed_at from connections where id = ${id}`.execute(
        database.root,
      )
    ).rows[0];
  const keys = async (world: World, id: string) =>
    (await call(world.server, 'GET', `/api/connections/${id}/keys`)).body.items as { usedUntil: string | null }[];

  return {
    name: 'rotating a key',
    async prepare(world) {
      const id = await ensureActive(world);
      before = { connection: await used(world, id), keys: await keys(world, id) };
      next = (await used(world, id))?.access_key_id === other.accessKeyId ? one : other;
    },
    act: async (world) => call(world.server, 'POST', `/api/connections/${(await world.active())?.id}/rotate`, next),
    async judge(world, outcome) {
      const connection = await world.active();
      assert.ok(connection, 'the connection is active no longer');
      await assertWhole(world);
      const after = { connection: await used(world, connection.id), keys: await keys(world, connection.id) };
      if (hasSucceeded(outcome)) {
        assert.equal(after.connection?.access_key_id, next.accessKeyId);
        assert.equal(after.keys.filter(({ usedUntil }) => usedUntil === null).length, 1);
        return;
      }
      assertExplained(outcome);
      assert.deepEqual(after, before);
    },
  };
}

export const deleteScenario: Scenario = {
  name: 'deleting a connection',
  prepare: async (world) => void (await ensureActive(world)),
  act: async (world) => call(world.server, 'DELETE', `/api/connections/${(await world.active())?.id}`),
  async judge(world, outcome) {
    assert.ok('state' in outcome, JSON.stringify(outcome));
    if (outcome.state === 'failed') {
      assertExplained(outcome);
      await assertListsTheRest(world, outcome);
      const [connection] = await world.listed();
      assert.equal(connection?.state, 'deleting');
      await world.succeeds(await call(world.patient, 'DELETE', `/api/connections/${connection.id}`));
    }
    assert.deepEqual(await world.listed(), []);
    assert.deepEqual(await world.objects(), NOTHING);
  },
};

/** What is said to be left is what is left, unless only the answer to its removal was lost. */
async function assertListsTheRest(world: World, { left, error }: Operation): Promise<void> {
  const { rules, topics } = await world.objects();
  const named = (kind: string) => left.filter((it) => it.kind === kind).map(({ name }) => name);
  assert.notEqual(left.length, 0);
  for (const name of rules) assert.ok(named('rule').includes(name), `${name} is still there and not listed`);
  for (const name of topics) assert.ok(named('topic').includes(name), `${name} is still there and not listed`);
  for (const { name } of left) assert.ok(error?.detail.includes(name), `${name} is not in the reason`);
}
