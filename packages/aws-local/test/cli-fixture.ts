import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { startAwsLocal } from '../src/start.ts';

const exec = promisify(execFile);

type Keys = { accessKeyId: string; secretAccessKey: string };

/** The AWS CLI with the demo user's key (or with another, `run.as(keys)`) and nothing of this machine's own settings. Answers are JSON. */
export async function awsCli(t: TestContext) {
  const aws = await startAwsLocal();
  const home = await mkdtemp(join(tmpdir(), 'aws-cli-'));
  t.after(async () => {
    await aws.close();
    await rm(home, { recursive: true, force: true });
  });
  const as =
    (keys: Keys) =>
    async (...args: string[]) => {
      const env = {
        PATH: process.env.PATH,
        HOME: home,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_MAX_ATTEMPTS: '1',
      };
      const { stdout } = await exec('aws', [...args, '--endpoint-url', aws.endpointUrl, '--output', 'json'], { env });
      return stdout === '' ? undefined : JSON.parse(stdout);
    };
  return { aws, home, run: Object.assign(as(aws.demoUser), { as }) };
}
