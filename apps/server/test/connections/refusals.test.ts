import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Connection } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import type { Database } from '../../src/platform/db/index.ts';
import { openTestPglite } from '../each-database.ts';
import { awsObjects, NOTHING } from './aws-side.ts';
import { iamSetup, PASS_ROLE, READ_INLINE, ROLE_POLICIES, TRUST_IOT, USER_POLICIES } from './iam-setup.ts';
import {
  type Answer,
  call,
  finished,
  insertProject,
  type Options,
  operationOf,
  PROJECT,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
  validBody,
} from './small-server.ts';

describe('a connection is refused, with nothing made', () => {
  let aws: AwsLocal;
  let iam: ReturnType<typeof iamSetup>;
  let database: Database;
  let close: () => Promise<void>;

  before(async () => {
    aws = await startAwsLocal();
    iam = iamSetup(aws);
    ({ database, close } = await openTestPglite());
    await insertProject(database);
  });
  after(async () => {
    iam.close();
    await close();
    await aws.close();
  });

  async function withServer<T>(options: Partial<Options>, work: (server: SmallServer) => Promise<T>): Promise<T> {
    const server = await startSmallServer({ database, aws, ...options });
    try {
      return await work(server);
    } finally {
      await server.stop();
    }
  }

  async function isClean(server: SmallServer): Promise<void> {
    assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
    const { body } = await call(server, 'GET', `/api/projects/${PROJECT}/connections`);
    const listed = body.items as Connection[];
    assert.deepEqual(
      listed.filter(({ state }) => state !== 'failed'),
      [],
    );
    // A test of its own sees its own attempt only.
    for (const { id } of listed) await call(server, 'DELETE', `/api/connections/${id}`);
  }

  const fieldsOf = ({ body }: Answer) => (body.errors as { field: string }[]).map((error) => error.field);

  /** Refused at once, by the answer to the request. */
  async function refusedAtOnce(
    change: object,
    code: string,
    fields: string[],
    options: Partial<Options> = {},
    detail = /./,
  ) {
    await withServer(options, async (server) => {
      const answer = await postConnection(server, { ...validBody(aws), ...change });
      assert.equal(answer.body.code, code, JSON.stringify(answer.body));
      assert.deepEqual(fieldsOf(answer), fields);
      assert.match(String(answer.body.detail), detail);
      assert.equal(JSON.stringify(answer.body).includes(aws.demoUser.secretAccessKey), false);
      await isClean(server);
    });
  }

  /** Refused by the operation's outcome; whatever was made until then is gone again. */
  async function refusedLater(change: object, code: string, options: Partial<Options> = {}) {
    return withServer(options, async (server) => {
      const answer = await postConnection(server, { ...validBody(aws), ...change });
      assert.equal(answer.status, 202, JSON.stringify(answer.body));
      const operation = await finished(server, operationOf(answer));
      assert.equal(operation.error?.code, code, JSON.stringify(operation));
      assert.equal(operation.steps.at(-1)?.key, 'undo');
      assert.equal(operation.steps.at(-1)?.state, 'done');
      const { body } = await call(server, 'GET', `/api/projects/${PROJECT}/connections`);
      const [attempt] = body.items as Connection[];
      assert.deepEqual([attempt?.state, attempt?.error?.code], ['failed', code]);
      await isClean(server);
      return operation;
    });
  }

  test('S9 with a malformed key, before anything is asked of AWS', async () => {
    await withServer({}, async (server) => {
      const answer = await postConnection(server, { ...validBody(aws), accessKeyId: 'AKIA!!' });
      assert.deepEqual(fieldsOf(answer), ['accessKeyId']);
      assert.deepEqual(
        Object.keys(server.counters.all()).filter((name) => name.startsWith('aws.')),
        [],
      );
    });
  });

  test('S7 S8 with a name missing or another type, by the field’s name', async () => {
    const { name: _name, ...rest } = validBody(aws);
    await withServer({}, async (server) => {
      assert.deepEqual(fieldsOf(await postConnection(server, rest)), ['name']);
      assert.deepEqual(fieldsOf(await postConnection(server, { ...rest, name: ' ', roleArn: '' })), [
        'name',
        'roleArn',
      ]);
      assert.deepEqual(fieldsOf(await postConnection(server, { ...rest, name: 'x', type: 'nope' })), ['type']);
    });
  });

  test('with a key that AWS does not know', () =>
    refusedAtOnce({ accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }, 'invalid_credentials', ['accessKeyId']));

  test('with a wrong secret', () =>
    refusedAtOnce({ secretAccessKey: 'x'.repeat(40) }, 'invalid_credentials', ['secretAccessKey']));

  test('S55 with an inactive key', async () => {
    const key = await iam.user('inactive', USER_POLICIES, [PASS_ROLE]);
    await iam.deactivate(key, 'inactive');
    await refusedAtOnce(key, 'invalid_credentials', ['accessKeyId']);
  });

  test('S11 with the endpoint of another account', () =>
    refusedAtOnce({ endpoint: `zzzzzzzz-ats.iot.${REGION}.amazonaws.com` }, 'endpoint_mismatch', ['endpoint']));

  test('with what is no endpoint', () => refusedAtOnce({ endpoint: 'not-a-host' }, 'endpoint_invalid', ['endpoint']));

  test('S41 with a role of another account', () =>
    refusedAtOnce({ roleArn: 'arn:aws:iam::999999999999:role/x' }, 'role_in_other_account', ['roleArn']));

  test('with a role that is not there', async () => {
    const key = await iam.user('looker', USER_POLICIES, [PASS_ROLE]);
    await refusedAtOnce({ ...key, roleArn: `${aws.roleArn}_x` }, 'role_not_found', ['roleArn']);
  });

  test('S46 with a role other than the one that the key may pass, naming it', async () => {
    const operation = await refusedLater({ roleArn: `${aws.roleArn}_x` }, 'pass_role_missing');
    assert.match(operation.error?.detail ?? '', /enebular_status_push_role_x/);
  });

  test('S32 with a role that another service assumes', async () => {
    const trust = { ...TRUST_IOT, Principal: { Service: 'lambda.amazonaws.com' } };
    const key = await iam.user('reader', USER_POLICIES, [PASS_ROLE]);
    const roleArn = await iam.role('for_lambda', trust, ROLE_POLICIES);
    await refusedAtOnce({ ...key, roleArn }, 'role_not_trusted', ['roleArn']);
  });

  test('S44 with a role that certainly may not publish', async () => {
    const key = await iam.user('inline-reader', USER_POLICIES, [PASS_ROLE, READ_INLINE]);
    const roleArn = await iam.role('no_sns', TRUST_IOT, ['AWSIoTDataAccess']);
    await refusedAtOnce({ ...key, roleArn }, 'role_missing_permission', ['roleArn']);
  });

  test('with a role that turns out to lack what its attached policies lack', async () => {
    const key = await iam.user('guide-user', USER_POLICIES, [PASS_ROLE]);
    const roleArn = await iam.role('no_sns_either', TRUST_IOT, ['AWSIoTDataAccess']);
    const operation = await refusedLater({ ...key, roleArn }, 'role_missing_permission', {
      timing: { probeMs: 1_500 },
    });
    assert.match(operation.error?.detail ?? '', /AmazonSNSFullAccess/);
  });

  test('with a role that may not write shadows, which only the test of last wills shows', async () => {
    const key = await iam.user('blind', USER_POLICIES, [{ ...PASS_ROLE, Action: 'iam:PassRole' }]);
    const roleArn = await iam.role('no_iot', TRUST_IOT, ['AmazonSNSFullAccess']);
    const operation = await refusedLater({ ...key, roleArn }, 'probe_timed_out', { timing: { probeMs: 1_500 } });
    assert.match(operation.error?.detail ?? '', /enebular_shadow_update is silent/);
  });

  test('with a role that AWS IoT cannot assume for as long as we wait', async () => {
    const key = await iam.user('blind-too', USER_POLICIES, [{ ...PASS_ROLE, Action: 'iam:PassRole' }]);
    const roleArn = await iam.role('not_for_iot', { ...TRUST_IOT, Principal: { Service: 'ec2.amazonaws.com' } }, []);
    await refusedLater({ ...key, roleArn }, 'role_not_ready', { timing: { roleMs: 1_000 } });
  });

  test('S42 S59 with a key that may not pass the role', async () => {
    const key = await iam.user('no-pass', USER_POLICIES, [{ ...PASS_ROLE, Action: ['iam:GetRole'] }]);
    await refusedLater(key, 'pass_role_missing');
  });

  test('S27 with a key that may not use SNS, naming what is missing', async () => {
    const key = await iam.user('no-sns', ['AWSIoTFullAccess'], [PASS_ROLE]);
    await refusedAtOnce(key, 'user_missing_permission', [], {}, /sns:\w+\. Attach AmazonSNSFullAccess/);
  });

  test('with a key that may not confirm, rather than blaming the network', async () => {
    const deny = { Effect: 'Deny', Action: 'sns:ConfirmSubscription', Resource: '*' };
    const key = await iam.user('no-confirm', USER_POLICIES, [PASS_ROLE, deny]);
    const operation = await refusedLater(key, 'user_missing_permission');
    assert.match(operation.error?.detail ?? '', /sns:ConfirmSubscription/);
  });

  test('without a public https URL, unless the stand-in is used', () =>
    refusedAtOnce({}, 'public_url_required', [], { notLocal: true }));

  test('when AWS cannot reach the webhook, naming the address but not its secret', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as { port: number };
    await new Promise((resolve) => probe.close(resolve));
    const publicUrl = new URL(`http://127.0.0.1:${port}`);
    const timing = { confirmMs: 1_500, resubscribeMs: 600 };
    const operation = await refusedLater({}, 'webhook_unreachable', { publicUrl, timing });
    assert.match(operation.error?.detail ?? '', new RegExp(`http://127.0.0.1:${port}/hooks/sns/…`));
  });
});
