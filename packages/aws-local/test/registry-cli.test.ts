import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { awsCli } from './cli.ts';

const DOCUMENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}';

describe('the AWS CLI', { concurrency: 2 }, () => {
  it('changes things, and pages through them by itself', async (t) => {
    const { run } = await awsCli(t);
    await run('iot', 'create-thing-type', '--thing-type-name', 'pump');
    for (const name of ['a', 'b', 'c']) {
      await run('iot', 'create-thing', '--thing-name', name, '--thing-type-name', 'pump');
    }
    const payload = '{"attributes":{"site":"north"},"merge":true}';
    await run('iot', 'update-thing', '--thing-name', 'b', '--attribute-payload', payload);
    const { things } = await run('iot', 'list-things', '--thing-type-name', 'pump', '--page-size', '1');
    assert.deepEqual(
      things.map(({ thingName, version }: Record<string, unknown>) => [thingName, version]),
      [
        ['a', 1],
        ['b', 2],
        ['c', 1],
      ],
    );
    await assert.rejects(
      run('iot', 'update-thing', '--thing-name', 'b', '--expected-version', '1'),
      /\(VersionConflictException\)/,
    );
  });

  it('gives a policy a new default version, and is refused a sixth one', async (t) => {
    const { run } = await awsCli(t);
    const policy = ['--policy-name', 'device'];
    await run('iot', 'create-policy', ...policy, '--policy-document', DOCUMENT);
    const add = (...more: string[]) =>
      run('iot', 'create-policy-version', ...policy, '--policy-document', DOCUMENT, ...more);
    for (const _ of [2, 3, 4]) await add();
    assert.equal((await add('--set-as-default')).policyVersionId, '5');
    await assert.rejects(add(), /\(VersionsLimitExceededException\)/);
    const { policyVersions } = await run('iot', 'list-policy-versions', ...policy);
    assert.deepEqual(policyVersions[0].isDefaultVersion, true);
    await run('iot', 'delete-policy-version', ...policy, '--policy-version-id', '1');
  });

  it('opens a topic to another account', async (t) => {
    const { aws, run } = await awsCli(t);
    const other = await aws.createAccount();
    const { TopicArn } = await run('sns', 'create-topic', '--name', 'a');
    const topic = ['--topic-arn', TopicArn];
    const publish = () => run.as(other.root)('sns', 'publish', ...topic, '--message', 'across');
    await assert.rejects(publish(), /\(AuthorizationError\).*no resource-based policy allows the SNS:Publish action/);
    const grant = ['--label', 'l', '--aws-account-id', other.accountId, '--action-name', 'Publish'];
    await run('sns', 'add-permission', ...topic, ...grant);
    assert.match((await publish()).MessageId, /^[0-9a-f-]{36}$/);
  });
});
