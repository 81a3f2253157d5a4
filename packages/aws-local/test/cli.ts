import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { AwsLocal } from '../src/index.ts';
import { startAwsLocal } from '../src/start.ts';
import { type Keys, REGION } from './aws-fixture.ts';

/** The AWS CLI with one user's keys and nothing of this machine's own settings: runs it and reads its JSON. Rejects with its error text. */
export function cli(aws: AwsLocal, keys: Keys, target: readonly string[] = ['--endpoint-url', aws.endpointUrl]) {
  return async (...args: string[]) => {
    const { stdout } = await promisify(execFile)('aws', [...args, ...target, '--region', REGION, '--output', 'json'], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_MAX_ATTEMPTS: '1',
      },
    });
    return stdout === '' ? undefined : JSON.parse(stdout);
  };
}

/** A stand-in, the CLI as its demo user (or as another, `run.as(keys)`), and a folder for the files that the CLI writes. */
export async function awsCli(t: TestContext) {
  const aws = await startAwsLocal();
  const home = await mkdtemp(join(tmpdir(), 'aws-cli-'));
  t.after(async () => {
    await aws.close();
    await rm(home, { recursive: true, force: true });
  });
  const as = (keys: Keys) => cli(aws, keys);
  return { aws, home, run: Object.assign(as(aws.demoUser), { as }) };
}
