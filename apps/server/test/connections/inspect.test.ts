import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Check, CheckKey, Inspection } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { openTestPglite } from '../each-database.ts';
import { administrator, awsObjects, NOTHING } from './aws-side.ts';
import {
  ADDED_BY_CONSOLE,
  iamSetup,
  MAY_ASK,
  PASS_ROLE,
  ROLE_POLICIES,
  TRUST_IOT,
  USER_POLICIES,
} from './iam-setup.ts';
import {
  type Answer,
  call,
  insertProject,
  PROJECT,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
  validBody,
} from './small-server.ts';

describe('what is checked before a connection is made', () => {
  let aws: AwsLocal;
  let iam: ReturnType<typeof iamSetup>;
  let server: SmallServer;
  let stop: () => Promise<void>;

  before(async () => {
    aws = await startAwsLocal();
    iam = iamSetup(aws);
    const { database, close } = await openTestPglite();
    await insertProject(database);
    server = await startSmallServer({ database, aws, timing: { checkAgainMs: 1 } });
    stop = async () => {
      iam.close();
      await server.stop();
      await close();
      await aws.close();
    };
  });
  after(async () => {
    // Whatever was asked, nothing was changed.
    assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
    await stop();
  });

  const ask = (body: object): Promise<Answer> =>
    call(server, 'POST', `/api/projects/${PROJECT}/connections/inspect`, body);

  async function inspect(change: object = {}): Promise<Inspection> {
    const { status, body } = await ask({ ...validBody(aws), ...change });
    assert.equal(status, 200, JSON.stringify(body));
    return body as unknown as Inspection;
  }

  function checkOf({ checks }: Inspection, key: CheckKey): Check {
    const found = checks.find((check) => check.key === key);
    assert.ok(found, `there is no check ${key}`);
    return found;
  }

  const states = ({ checks }: Inspection) => Object.fromEntries(checks.map(({ key, state }) => [key, state]));
  const actions = ({ missing }: Check) => missing.map(({ action }) => action).sort();
  const allBut = (...denied: string[]) => ({ Effect: 'Deny', Action: denied, Resource: '*' });

  test('S52 shows line by line that the guide’s role and user suffice, and what it could not find out', async () => {
    const inspection = await inspect();
    assert.equal(inspection.ok, true);
    assert.equal(inspection.accountId, aws.accountId);
    assert.equal(inspection.endpoint, aws.iotEndpoint(REGION));
    assert.equal(inspection.userArn, aws.demoUser.arn);
    assert.deepEqual(states(inspection), {
      ...{
        key: 'passed',
        clock: 'passed',
        account: 'passed',
        region: 'passed',
        endpoint: 'passed',
        duplicate: 'passed',
      },
      ...{ role_exists: 'passed', role_trust: 'passed', role_permissions: 'passed', role_excess: 'not_checkable' },
      ...{
        user_permissions: 'not_checkable',
        pass_role: 'not_checkable',
        installer_key: 'passed',
        public_url: 'passed',
      },
    });
    assert.deepEqual(actions(checkOf(inspection, 'user_permissions')), ['iam:SimulatePrincipalPolicy']);
  });

  test('S52 passes every check for a user that may ask', async () => {
    const key = await iam.user('asks', USER_POLICIES, [PASS_ROLE, MAY_ASK]);
    const inspection = await inspect(key);
    assert.deepEqual(new Set(Object.values(states(inspection))), new Set(['passed']), JSON.stringify(inspection));
  });

  test('S10 S56 shows the secret in no answer, whatever is wrong with it', async () => {
    for (const secretAccessKey of [aws.demoUser.secretAccessKey, 'x'.repeat(40)])
      assert.equal(JSON.stringify(await inspect({ secretAccessKey })).includes(secretAccessKey), false);
    const { status, body } = await ask({ ...validBody(aws), secretAccessKey: 'wrong!secret' });
    assert.equal(status, 422);
    assert.equal(JSON.stringify(body).includes('wrong!secret'), false);
  });

  test('works on a key alone, and says what else it needs', async () => {
    const { accessKeyId, secretAccessKey } = validBody(aws);
    const inspection = (await ask({ accessKeyId, secretAccessKey })).body as unknown as Inspection;
    assert.equal(inspection.accountId, aws.accountId);
    assert.equal(checkOf(inspection, 'region').state, 'not_checkable');
    assert.match(checkOf(inspection, 'region').fix ?? '', /IoT Core, Settings/);
    assert.equal(checkOf(inspection, 'role_exists').state, 'not_checkable');
  });

  test('warns of the key of the account’s root user, which needs no permission', async () => {
    const { accessKeyId, secretAccessKey } = aws.root;
    const inspection = await inspect({ accessKeyId, secretAccessKey });
    assert.equal(checkOf(inspection, 'account').state, 'warned');
    assert.match(checkOf(inspection, 'account').fix ?? '', /Create an IAM user/);
    assert.equal(checkOf(inspection, 'user_permissions').state, 'passed');
    assert.equal(inspection.ok, true);
  });

  test('S55 finds a key that AWS does not accept, and asks twice before it believes that', async () => {
    const key = await iam.user('off', USER_POLICIES, [PASS_ROLE]);
    await iam.deactivate(key, 'off');
    const asked = () => server.counters.all()['aws.calls.sts:GetCallerIdentity'] ?? 0;
    const before = asked();
    const inspection = await inspect(key);
    assert.equal(asked() - before, 2);
    assert.deepEqual(checkOf(inspection, 'key').error, { field: 'accessKeyId', code: 'invalid_credentials' });
    assert.equal(checkOf(inspection, 'endpoint').state, 'not_checkable');
    assert.equal(inspection.ok, false);
  });

  test('S11 finds an endpoint of another account, and shows the right one', async () => {
    const check = checkOf(await inspect({ endpoint: `zzzz-ats.iot.${REGION}.amazonaws.com` }), 'endpoint');
    assert.equal(check.error?.code, 'endpoint_mismatch');
    assert.equal(check.expected, aws.iotEndpoint(REGION));
  });

  test('S60 looks the endpoint up when only the region is given', async () => {
    const { endpoint: _endpoint, ...rest } = validBody(aws);
    const inspection = (await ask({ ...rest, region: REGION })).body as unknown as Inspection;
    assert.equal(inspection.endpoint, aws.iotEndpoint(REGION));
    assert.equal(inspection.ok, true);
  });

  test('S61 knows another endpoint for every region', async () => {
    const { endpoint: _endpoint, ...rest } = validBody(aws);
    const there = (await ask({ ...rest, region: 'us-east-1' })).body as unknown as Inspection;
    assert.equal(there.endpoint, aws.iotEndpoint('us-east-1'));
    assert.notEqual(there.endpoint, aws.iotEndpoint(REGION));
  });

  test('S62 mentions that there are no things in the region, since that may be the wrong one', async () => {
    assert.match(checkOf(await inspect(), 'endpoint').found ?? '', /no things in eu-west-1 yet/);
    const root = administrator(aws, REGION);
    await root.iot.createThing('S62');
    assert.doesNotMatch(checkOf(await inspect(), 'endpoint').found ?? '', /no things/);
    await root.iot.deleteThing('S62');
    root.close();
  });

  describe('of the role', () => {
    before(() =>
      iam.user('reader', USER_POLICIES, [{ ...PASS_ROLE }, MAY_ASK]).then((made) => Object.assign(key, made)),
    );
    const key = { accessKeyId: '', secretAccessKey: '' };
    const withRole = async (name: string, policies: readonly string[], trust: object = TRUST_IOT) =>
      inspect({ ...key, roleArn: await iam.role(name, trust, policies) });

    test('S32 that AWS IoT may assume it', async () => {
      const trust = { ...TRUST_IOT, Principal: { Service: 'ec2.amazonaws.com' } };
      const inspection = await withRole('for-ec2', ROLE_POLICIES, trust);
      assert.equal(checkOf(inspection, 'role_trust').error?.code, 'role_not_trusted');
      assert.equal(checkOf(inspection, 'role_permissions').state, 'passed');
    });

    test('S35 S36 that it has no more than it needs; the three that the AWS console adds are only warned of', async () => {
      const inspection = await withRole('fresh', [...ADDED_BY_CONSOLE, ...ROLE_POLICIES]);
      const check = checkOf(inspection, 'role_excess');
      assert.equal(check.state, 'warned');
      for (const name of ADDED_BY_CONSOLE) assert.ok(check.found?.includes(name), name);
      for (const name of ROLE_POLICIES) assert.ok(!check.found?.includes(name), name);
      assert.equal(inspection.ok, true);
    });

    test('also in what it may do by policies of its own', async () => {
      const roleArn = await iam.role('inline', TRUST_IOT, ROLE_POLICIES);
      await iam.allowRole('inline', [{ Effect: 'Allow', Action: ['iot:Publish', 's3:GetObject'], Resource: '*' }]);
      const { found } = checkOf(await inspect({ ...key, roleArn }), 'role_excess');
      assert.equal(found, 'More rights than needed: iot:Publish on *, s3:GetObject.');
    });

    test('S37 that it may publish to the topics', async () => {
      const check = checkOf(await withRole('no-sns', ['AWSIoTDataAccess']), 'role_permissions');
      assert.equal(check.error?.code, 'role_missing_permission');
      assert.deepEqual(actions(check), ['sns:Publish']);
      assert.match(check.fix ?? '', /AmazonSNSFullAccess/);
      assert.equal(check.missing[0]?.statement.Resource.length, 2);
    });

    test('S38 that it may publish to shadows', async () => {
      const check = checkOf(await withRole('no-iot', ['AmazonSNSFullAccess']), 'role_permissions');
      assert.deepEqual(actions(check), ['iot:Publish']);
      assert.match(check.fix ?? '', /AWSIoTDataAccess/);
    });

    test('S40 whose ARN was copied with blanks and line breaks', async () => {
      assert.equal(checkOf(await inspect({ roleArn: `\n ${aws.roleArn} \r\n` }), 'role_exists').state, 'passed');
    });

    test('S41 that it is in the account of the key, showing both', async () => {
      const check = checkOf(await inspect({ roleArn: 'arn:aws:iam::999999999999:role/x' }), 'role_exists');
      assert.deepEqual(check.error, { field: 'roleArn', code: 'role_in_other_account' });
      assert.match(`${check.expected} ${check.found}`, new RegExp(`${aws.accountId}.*999999999999`));
    });

    test('that it is there', async () => {
      const check = checkOf(await inspect({ ...key, roleArn: `${aws.roleArn}_x` }), 'role_exists');
      assert.equal(check.error?.code, 'role_not_found');
    });

    test('S48 or says that it could not be verified, which is another thing than being wrong', async () => {
      const blind = await iam.user('pass-only', USER_POLICIES, [{ ...PASS_ROLE, Action: 'iam:PassRole' }]);
      const inspection = await inspect(blind);
      const check = checkOf(inspection, 'role_exists');
      assert.equal(check.state, 'not_checkable');
      assert.match(check.found ?? '', /could not be verified/);
      assert.deepEqual(actions(check), ['iam:GetRole']);
      assert.equal(inspection.ok, true);
    });
  });

  describe('of the user', () => {
    const lacking = async (name: string, ...denied: string[]) => {
      const key = await iam.user(name, USER_POLICIES, [PASS_ROLE, MAY_ASK, allBut(...denied)]);
      const { status, body } = await postConnection(server, { ...validBody(aws), ...key });
      assert.deepEqual([status, body.code], [422, 'user_missing_permission']);
      return checkOf(await inspect(key), 'user_permissions');
    };

    test('S57 names what of AWS IoT is lacking, and which policy has it; nothing is created', async () => {
      const check = await lacking('no-rules', 'iot:CreateTopicRule');
      assert.deepEqual(actions(check), ['iot:CreateTopicRule']);
      assert.match(check.fix ?? '', /AWSIoTFullAccess/);
    });

    test('S58 names what of SNS is lacking, and which policy has it; nothing is created', async () => {
      const check = await lacking('no-topics', 'sns:CreateTopic', 'sns:Subscribe');
      assert.deepEqual(actions(check), ['sns:CreateTopic', 'sns:Subscribe']);
      assert.match(check.fix ?? '', /AmazonSNSFullAccess/);
    });

    test('S58 names what of SNS is lacking, also to a user that may not ask', async () => {
      const key = await iam.user('no-sns', ['AWSIoTFullAccess'], [PASS_ROLE]);
      const check = checkOf(await inspect(key), 'user_permissions');
      assert.deepEqual(actions(check), ['sns:GetTopicAttributes']);
      assert.match(check.fix ?? '', /AmazonSNSFullAccess/);
    });

    test('S46 S59 that it may pass this very role', async () => {
      const other = `arn:aws:iam::${aws.accountId}:role/another`;
      const look = { ...PASS_ROLE, Action: ['iam:GetRole', 'iam:ListAttachedRolePolicies'] };
      const pass = { ...PASS_ROLE, Action: ['iam:PassRole'], Resource: other };
      const key = await iam.user('passes-another', USER_POLICIES, [look, pass, MAY_ASK]);
      const check = checkOf(await inspect(key), 'pass_role');
      assert.deepEqual(check.error, { field: 'roleArn', code: 'pass_role_missing' });
      assert.deepEqual(check.missing[0]?.statement, {
        ...{ Effect: 'Allow', Action: ['iam:PassRole'], Resource: [aws.roleArn] },
        Condition: { StringEquals: { 'iam:PassedToService': 'iot.amazonaws.com' } },
      });
    });

    test('S51 that its groups allow it is as good as its own policies', async () => {
      const key = await iam.user('in-group', [], [PASS_ROLE, MAY_ASK]);
      assert.equal(checkOf(await inspect(key), 'user_permissions').state, 'failed');
      await iam.group('connectors', 'in-group', USER_POLICIES);
      assert.equal(checkOf(await inspect(key), 'user_permissions').state, 'passed');
    });
  });

  test('comes to no verdict on what AWS does not answer just now', async () => {
    aws.faults.failCalls({ kind: 'throttle', operation: 'iam:GetRole', times: 3 });
    const inspection = await inspect();
    assert.equal(checkOf(inspection, 'role_exists').state, 'not_checkable');
    assert.match(checkOf(inspection, 'role_exists').found ?? '', /did not answer iam:GetRole/);
    assert.equal(inspection.ok, true);
  });
});
