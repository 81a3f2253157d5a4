import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { AwsLocal } from '../src/index.ts';
import { REGION } from './aws-fixture.ts';
import { awsCli } from './cli.ts';

const exec = promisify(execFile);

const ruleOf = ({ roleArn }: AwsLocal) =>
  JSON.stringify({
    sql: "SELECT * FROM 'a/+'",
    awsIotSqlVersion: '2016-03-23',
    actions: [{ republish: { roleArn, topic: 'b', qos: 1 } }],
  });

test('the AWS CLI makes, lists and shows topic rules, and hears AWS’s words about a missing one', async (t) => {
  const { aws, run } = await awsCli(t);
  await run('iot', 'create-topic-rule', '--rule-name', 'copy', '--topic-rule-payload', ruleOf(aws));
  const [listed, shown] = await Promise.all([
    run('iot', 'list-topic-rules'),
    run('iot', 'get-topic-rule', '--rule-name', 'copy'),
    assert.rejects(
      run('iot', 'get-topic-rule', '--rule-name', 'nosuch'),
      /\(UnauthorizedException\).*Access to topic rule 'nosuch' was denied/,
    ),
    assert.rejects(run('iot', 'create-job', '--job-id', 'j', '--targets', 'arn:x'), /does not implement iot:CreateJob/),
  ]);
  assert.deepEqual(
    listed.rules.map(({ ruleName, topicPattern }: Record<string, string>) => [ruleName, topicPattern]),
    [['copy', 'a/+']],
  );
  assert.deepEqual(shown.rule.actions, [{ republish: { roleArn: aws.roleArn, topic: 'b', qos: 1 } }]);
});

test('the AWS CLI makes things and reads and writes their shadows', async (t) => {
  const { run, home, aws } = await awsCli(t);
  const answer = join(home, 'shadow.json');
  await run('iot', 'create-thing', '--thing-name', 'pump:1');
  const payload = ['--cli-binary-format', 'raw-in-base64-out', '--payload', '{"state":{"desired":{"a":1}}}'];
  const update = ['iot-data', 'update-thing-shadow', '--thing-name', 'pump:1'];
  // Version 1 of the CLI takes the payload as it is and does not know the option that version 2 needs for that.
  const isVersion1 = (await exec('aws', ['--version'])).stdout.startsWith('aws-cli/1.');
  await run(...update, ...(isVersion1 ? payload.slice(2) : payload), answer);
  assert.deepEqual(JSON.parse(await readFile(answer, 'utf8')).state, { desired: { a: 1 } });
  const [things] = await Promise.all([
    run('iot', 'list-things'),
    run('iot-data', 'get-thing-shadow', '--thing-name', 'pump:1', answer),
  ]);
  assert.deepEqual(
    things.things.map(({ thingName }: Record<string, string>) => thingName),
    ['pump:1'],
  );
  assert.deepEqual(JSON.parse(await readFile(answer, 'utf8')).state, { desired: { a: 1 }, delta: { a: 1 } });
  const { endpointAddress } = await run('iot', 'describe-endpoint', '--endpoint-type', 'iot:Data-ATS');
  assert.equal(endpointAddress, aws.iotEndpoint(REGION));
});
