import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreatePolicyVersionCommand, GetPolicyCommand } from '@aws-sdk/client-iot';
import { openStore } from '../src/state/store.ts';
import { REGION, startWithClients } from './iot-clients.ts';

test('a policy of a data folder from before policies had versions is its own first version', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'aws-upgrade-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const policyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}';
  const first = await startWithClients(t, { dataDir });
  const { accountId } = first.aws;
  await first.aws.close();
  const store = openStore({ folder: dataDir, log: { debug() {}, info() {}, warn() {}, error() {} } });
  const old = { policyName: 'old', policyDocument, generationId: 'g', createdAt: 1_700_000_000_000 };
  store.table<typeof old>('iot.policies').set(`${accountId}/${REGION}/old`, old);
  await store.close();

  const { control } = await startWithClients(t, { dataDir });
  const got = await control.send(new GetPolicyCommand({ policyName: 'old' }));
  assert.deepEqual([got.defaultVersionId, got.policyDocument], ['1', policyDocument]);
  const next = await control.send(new CreatePolicyVersionCommand({ policyName: 'old', policyDocument }));
  assert.equal(next.policyVersionId, '2');
});
