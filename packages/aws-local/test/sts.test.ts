import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { fakeClock } from '@thingdock/testkit';
import { clients, startTestAws } from './aws-fixture.ts';

const failure = (name: string, httpStatusCode: number, message: RegExp) => (error: unknown) => {
  const found = error as { name: string; message: string; $metadata: { httpStatusCode: number } };
  assert.deepEqual([found.name, found.$metadata.httpStatusCode], [name, httpStatusCode]);
  assert.match(found.message, message);
  return true;
};

describe('GetCallerIdentity', () => {
  it('tells whose key it is, over HTTP', async (t) => {
    const aws = await startTestAws(t);
    const { Account, Arn, UserId } = await clients(aws, aws.demoUser).sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Account, aws.accountId);
    assert.equal(Arn, aws.demoUser.arn);
    assert.match(UserId ?? '', /^AIDA[A-Z2-7]{17}$/);
    const root = await clients(aws).sts.send(new GetCallerIdentityCommand({}));
    assert.equal(root.Arn, `arn:aws:iam::${aws.accountId}:root`);
  });

  it('answers an unknown key, and a key with a session token, with InvalidClientTokenId', async (t) => {
    const aws = await startTestAws(t);
    const refused = failure('InvalidClientTokenId', 403, /security token included in the request is invalid/);
    const ask = (keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
      clients(aws, keys).sts.send(new GetCallerIdentityCommand({}));
    await assert.rejects(ask({ ...aws.root, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }), refused);
    await assert.rejects(ask({ ...aws.root, sessionToken: 'something' }), refused);
  });

  it('answers a wrong secret with SignatureDoesNotMatch', async (t) => {
    const aws = await startTestAws(t);
    const wrong = { ...aws.root, secretAccessKey: 'x'.repeat(40) };
    await assert.rejects(
      clients(aws, wrong).sts.send(new GetCallerIdentityCommand({})),
      failure('SignatureDoesNotMatch', 403, /signature we calculated does not match/),
    );
  });

  it("answers a signature older than five minutes with AWS's text", async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const { sts } = clients(aws);
    await sts.send(new GetCallerIdentityCommand({}));
    await clock.advance(6 * 60_000);
    await assert.rejects(
      clients(aws).sts.send(new GetCallerIdentityCommand({})),
      failure('SignatureDoesNotMatch', 403, /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z/),
    );
  });

  it('refuses regions that it does not serve, and those of other partitions', async (t) => {
    const aws = await startTestAws(t, { regions: ['eu-west-1', 'eu-central-1'] });
    const ask = (region: string) => clients(aws, aws.root, region).sts.send(new GetCallerIdentityCommand({}));
    await ask('eu-central-1');
    for (const region of ['us-east-1', 'cn-north-1', 'nowhere']) {
      await assert.rejects(ask(region), failure('SignatureDoesNotMatch', 403, /scoped to a valid region/));
    }
  });
});
