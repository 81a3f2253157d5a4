import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Connection, Inspection } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import {
  type ConnectionFields,
  type KitInput,
  type KitPlan,
  type Permission,
  policyDocument,
  readKitInput,
  rolePermissions,
  userPermissions,
  writeKit,
} from '@thingdock/connection-kit';
import { type Clock, systemClock } from '@thingdock/effects';
import { createDeviceKey } from '@thingdock/testkit';
import { createAwsConnector } from '../../src/aws/index.ts';
import { createCounters } from '../../src/platform/counters.ts';
import { Secret } from '../../src/platform/crypto/secret.ts';
import { openTestPglite } from '../each-database.ts';
import { runScript } from './kit-script.ts';
import {
  call,
  finished,
  insertProject,
  localOf,
  operationOf,
  PROJECT,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
} from './small-server.ts';

/** Keeps to a multiple of AWS's quotas, which the stand-in does not have. */
const IMPATIENT: Clock = { now: systemClock.now, sleep: (ms, signal) => systemClock.sleep(ms / 50, signal) };

describe('an account that the set-up kit’s script has set up', () => {
  let aws: AwsLocal;
  let iam: IAMClient;
  let server: SmallServer;
  let stop: () => Promise<void>;

  before(async () => {
    aws = await startAwsLocal();
    iam = new IAMClient({ endpoint: aws.endpointUrl, region: 'us-east-1', credentials: aws.root });
    const { database, close } = await openTestPglite();
    await insertProject(database);
    server = await startSmallServer({ database, aws, clock: IMPATIENT, timing: { checkAgainMs: 1 } });
    stop = async () => {
      await server.stop();
      await close();
      iam.destroy();
      await aws.close();
    };
  });
  after(() => stop());

  function planOf(more: Partial<KitInput>): KitPlan {
    const read = readKitInput({ accountId: aws.accountId, region: REGION, ...more });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    return read.plan;
  }

  async function inspect(fields: ConnectionFields): Promise<Inspection> {
    const path = `/api/projects/${PROJECT}/connections/inspect`;
    const { status, body } = await call(server, 'POST', path, { name: 'Kit', ...typed(fields) });
    assert.equal(status, 200, JSON.stringify(body));
    return body as unknown as Inspection;
  }

  /** What goes into the form: the endpoint says the region already. */
  const typed = ({ region, ...fields }: ConnectionFields) => (fields.endpoint ? fields : { ...fields, region });

  const missingIn = ({ checks }: Inspection) => [
    ...new Set(checks.flatMap(({ missing }) => missing.map(({ whose, action }) => `${whose} ${action}`))),
  ];
  const notPassed = ({ checks }: Inspection) => checks.filter(({ state }) => state !== 'passed');

  async function createAndDelete(fields: ConnectionFields): Promise<Connection> {
    const answer = await postConnection(server, { name: 'Kit', ...typed(fields) });
    const { state, error, connectionId } = await finished(server, operationOf(answer));
    assert.equal(state, 'succeeded', JSON.stringify(error));
    const { body } = await call(server, 'GET', `/api/connections/${connectionId}`);
    const gone = await finished(server, operationOf(await call(server, 'DELETE', `/api/connections/${connectionId}`)));
    assert.equal(gone.state, 'succeeded', JSON.stringify(gone.error));
    return body as unknown as Connection;
  }

  describe('with least privilege', () => {
    let plan: KitPlan;
    let script: string;
    let fields: ConnectionFields;
    let permissions: Record<'user' | 'role', Permission[]>;

    before(async () => {
      plan = planOf({ roleName: 'kit/role', userName: 'kit-user' });
      script = writeKit(plan, 'shell').text;
      permissions = {
        user: userPermissions({ ...plan, roleArn: plan.role.arn, userArn: plan.user.arn }),
        role: rolePermissions(plan),
      };
      const ran = await runScript(aws, script);
      assert.deepEqual(ran.read, ran.fields);
      fields = ran.fields;
    });

    const POLICY = `enebular-connection-${REGION}`;
    const userPolicyArn = () => `arn:aws:iam::${aws.accountId}:policy/${POLICY}`;

    /** Replaces what the script attached, without a trace of the former version. */
    async function allow(whose: 'user' | 'role', allowed: readonly Permission[]): Promise<void> {
      const PolicyDocument = JSON.stringify(policyDocument(allowed));
      if (whose === 'role') {
        await iam.send(new PutRolePolicyCommand({ RoleName: plan.role.name, PolicyName: POLICY, PolicyDocument }));
        return;
      }
      const PolicyArn = userPolicyArn();
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
      const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
      for (const { VersionId, IsDefaultVersion } of Versions)
        if (!IsDefaultVersion) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    }

    test('S34 S52 passes every check, under names and a path of one’s own', async () => {
      assert.deepEqual(Object.keys(fields).sort(), [
        ...['accessKeyId', 'endpoint', 'region', 'roleArn', 'secretAccessKey'],
      ]);
      assert.equal(fields.roleArn, `arn:aws:iam::${aws.accountId}:role/kit/role`);
      assert.deepEqual(notPassed(await inspect(fields)), []);
    });

    test('S54 S56 gives a connection that shows whose key it has, and no secret', async () => {
      const connection = await createAndDelete(fields);
      assert.equal(connection.userArn, `arn:aws:iam::${aws.accountId}:user/kit-user`);
      assert.equal(connection.accessKeyIdEnding, fields.accessKeyId?.slice(-4));
      assert.ok(!JSON.stringify(connection).includes(fields.secretAccessKey ?? ''));
    });

    test('S50 has a user without a password', async () => {
      const asked = iam.send(new GetLoginProfileCommand({ UserName: plan.user.name }));
      await assert.rejects(asked, { name: 'NoSuchEntityException' });
    });

    test('loses no action without a check that names exactly that one', async () => {
      for (const whose of ['user', 'role'] as const) {
        const all = permissions[whose];
        for (const { action, purpose } of all) {
          await allow(
            whose,
            all.filter((permission) => permission.action !== action),
          );
          const inspection = await inspect(fields);
          const seen = [action, missingIn(inspection), inspection.ok];
          assert.deepEqual(
            seen,
            [action, [`${whose} ${action}`], purpose === 'checking'],
            JSON.stringify(notPassed(inspection)),
          );
        }
        await allow(whose, all);
      }
      assert.deepEqual(notPassed(await inspect(fields)), []);
    });

    test('lets things be made, and taken back, only when that is asked for', async () => {
      const key = { accessKeyId: fields.accessKeyId ?? '', secretAccessKey: new Secret(fields.secretAccessKey ?? '') };
      const client = createAwsConnector({ local: localOf(aws), clock: systemClock, counters: createCounters() });
      const { iot, close } = client({ credentials: key, ...plan });
      const { csrPem } = await createDeviceKey('kit-thing');
      await assert.rejects(iot.createCertificateFromCsr(csrPem), /iot:CreateCertificateFromCsr/);
      const asked = { ...plan, roleArn: plan.role.arn, userArn: plan.user.arn, provisioning: true };
      await allow('user', userPermissions(asked));
      const certificate = await iot.createCertificateFromCsr(csrPem);
      await iot.createThing('kit-thing');
      assert.equal(await iot.getPolicy('thingdock_kit'), undefined);
      const anything = { Effect: 'Allow', Action: ['iot:Connect'], Resource: ['*'] };
      await iot.createPolicy('thingdock_kit', { Version: '2012-10-17', Statement: [anything] });
      await iot.attachPolicy('thingdock_kit', certificate.arn);
      await iot.attachThingPrincipal('kit-thing', certificate.arn);
      await iot.detachThingPrincipal('kit-thing', certificate.arn);
      await iot.detachPolicy('thingdock_kit', certificate.arn);
      await iot.deleteThing('kit-thing');
      await iot.deleteCertificate(certificate.id);
      close();
    });

    test('is put right by running the script again, which makes no second key unasked', async () => {
      const PolicyArn = userPolicyArn();
      const PolicyDocument = JSON.stringify(policyDocument(permissions.user.slice(0, 1)));
      // As many as a policy can have.
      for (let version = 1; version < 5; version += 1)
        await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
      assert.equal((await inspect(fields)).ok, false);
      const again = await runScript(aws, script);
      assert.deepEqual(Object.keys(again.fields).sort(), ['endpoint', 'region', 'roleArn']);
      assert.match(again.stderr, /kit-user has an access key/);
      assert.deepEqual(notPassed(await inspect(fields)), []);
    });

    test('is refused in another account than the one it was written for', async () => {
      const other = writeKit({ ...plan, accountId: '999999999999' }, 'shell').text;
      await assert.rejects(runScript(aws, other), /are of account \d{12}, not of 999999999999/);
    });
  });

  test('S49 with the guide’s policies and names gives a connection too', async () => {
    const { text } = writeKit(planOf({ guide: true }), 'shell');
    // The stand-in's account has been set up by the guide already.
    const { fields } = await runScript(aws, text, { NEW_KEY: '1' });
    const inspection = await inspect(fields);
    assert.equal(inspection.ok, true, JSON.stringify(notPassed(inspection)));
    // As from the outputs of a stack, which cannot say the endpoint.
    const { endpoint: _endpoint, ...looked } = fields;
    assert.equal((await createAndDelete(looked)).userArn, `arn:aws:iam::${aws.accountId}:user/enebular-conn-user`);
  });
});
