import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AwsLocal } from '../src/index.ts';
import { type Keys, REGION } from './aws-fixture.ts';

/** The AWS CLI with one user's keys: runs it and reads its JSON. Rejects with its error text. */
export function cli(aws: AwsLocal, keys: Keys, extra: readonly string[] = ['--endpoint-url', aws.endpointUrl]) {
  return async (...args: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await promisify(execFile)('aws', [...args, ...extra, '--region', REGION, '--output', 'json'], {
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
    return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };
}
