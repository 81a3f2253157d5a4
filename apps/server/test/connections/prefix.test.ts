import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAwsLocal } from '@thingdock/aws-local';
import { openTestPglite } from '../each-database.ts';
import { administrator } from './aws-side.ts';
import {
  call,
  finished,
  insertProject,
  operationOf,
  postConnection,
  REGION,
  startSmallServer,
  validBody,
} from './small-server.ts';

test('two installations with prefixes of their own share an account and region, and each keeps to its own names', async () => {
  await using stack = new AsyncDisposableStack();
  const aws = await startAwsLocal();
  stack.defer(() => aws.close());
  const root = administrator(aws, REGION);
  stack.defer(() => root.close());

  const installation = async (prefix: string) => {
    const { database, close } = await openTestPglite();
    stack.defer(close);
    await insertProject(database);
    const server = await startSmallServer({ database, aws, prefix });
    stack.defer(() => server.stop());
    const { state, connectionId } = await finished(server, operationOf(await postConnection(server, validBody(aws))));
    assert.equal(state, 'succeeded');
    return { server, connectionId };
  };
  const first = await installation('enebular');
  const second = await installation('acme');
  const named = (rules: readonly string[], prefix: string) =>
    rules.filter((name) => name.startsWith(`${prefix}_`)).length;
  assert.deepEqual((await root.iot.ruleNames()).sort(), [
    'acme_devicestate_push_rule',
    'acme_shadow_update',
    'acme_status_push_rule',
    'enebular_devicestate_push_rule',
    'enebular_shadow_update',
    'enebular_status_push_rule',
  ]);

  const deleted = await call(second.server, 'DELETE', `/api/connections/${second.connectionId}`);
  assert.equal((await finished(second.server, operationOf(deleted))).state, 'succeeded');
  const left = await root.iot.ruleNames();
  assert.deepEqual([named(left, 'enebular'), named(left, 'acme')], [3, 0]);
  const health = await call(first.server, 'POST', `/api/connections/${first.connectionId}/health`);
  assert.equal(health.body.state, 'healthy');
});
