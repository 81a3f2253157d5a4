import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { AwsLocal } from '@thingdock/aws-local';
import { type ConnectionFields, readOutputs } from '@thingdock/connection-kit';

/** Runs a script of the set-up kit with a shell and the AWS CLI, as the stand-in's administrator. Rejects with its error text. */
export async function runScript(aws: AwsLocal, script: string, env: Record<string, string> = {}) {
  const shell = spawn('sh', [], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_ENDPOINT_URL: aws.endpointUrl,
      AWS_ACCESS_KEY_ID: aws.root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.root.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      ...env,
    },
  });
  shell.stdin.end(script);
  const [stdout, stderr, [code]] = await Promise.all([
    text(shell.stdout),
    text(shell.stderr),
    once(shell, 'close') as Promise<[number | null]>,
  ]);
  if (code !== 0) throw new Error(`The script ended with ${code}: ${stderr}`);
  return { fields: JSON.parse(stdout) as ConnectionFields, read: readOutputs(stdout), stderr };
}
