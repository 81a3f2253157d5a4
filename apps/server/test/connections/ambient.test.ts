import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startAwsLocal } from '@thingdock/aws-local';
import { administrator } from './aws-side.ts';
import { REGION } from './small-server.ts';

test('no AWS setting of the machine has any say in where calls go, and as whom', async () => {
  const aws = await startAwsLocal();
  let connections = 0;
  const trap = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(trap, 'listening');
  const elsewhere = `http://127.0.0.1:${(trap.address() as { port: number }).port}`;

  const folder = mkdtempSync(join(tmpdir(), 'thingdock-aws-'));
  const config = join(folder, 'config');
  writeFileSync(
    config,
    `[default]\nendpoint_url = ${elsewhere}\nregion = us-west-1\nuse_fips_endpoint = true\nretry_mode = nonsense\n`,
  );
  const ambient = {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: config,
    AWS_PROFILE: 'default',
    AWS_REGION: 'us-west-1',
    AWS_ENDPOINT_URL: elsewhere,
    AWS_ENDPOINT_URL_STS: elsewhere,
    AWS_ENDPOINT_URL_SNS: elsewhere,
    AWS_ENDPOINT_URL_IOT: elsewhere,
    AWS_ENDPOINT_URL_IOT_DATA_PLANE: elsewhere,
    AWS_ACCESS_KEY_ID: 'AKIAAMBIENTAMBIENT00',
    AWS_SECRET_ACCESS_KEY: 'ambient',
    AWS_SESSION_TOKEN: 'ambient',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_MAX_ATTEMPTS: 'nonsense',
    AWS_RETRY_MODE: 'nonsense',
    HTTPS_PROXY: elsewhere,
  };
  const before = { ...process.env };
  Object.assign(process.env, ambient);
  try {
    const root = administrator(aws, REGION);
    assert.equal((await root.sts.callerIdentity()).accountId, aws.accountId);
    assert.equal((await root.iot.describeDataEndpoints()).ats, aws.iotEndpoint(REGION));
    assert.equal(await root.iotData.getThingShadow('nobody'), undefined);
    assert.equal(await root.sns.createTopic('x'), `arn:aws:sns:${REGION}:${aws.accountId}:x`);
    assert.equal(await root.iam.getRole('nobody'), undefined);
    root.close();
  } finally {
    for (const name of Object.keys(ambient)) delete process.env[name];
    Object.assign(process.env, before);
  }
  assert.equal(connections, 0);
  trap.close();
  rmSync(folder, { recursive: true });
  await aws.close();
});
