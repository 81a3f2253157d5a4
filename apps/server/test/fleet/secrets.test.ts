import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ApiError, type CreateConnection } from '@thingdock/api';
import pg from 'pg';
import { awsObjects } from '../connections/aws-side.ts';
import { iamSetup, PASS_ROLE, USER_POLICIES } from '../connections/iam-setup.ts';
import { type Installation, REGION, startInstallation } from './installation.ts';

const WRONG = 'wrongwrongwrongwrongwrongwrongwrongwrong';

describe('S10 S56 the secrets of connections', () => {
  let system: Installation;
  const heard: string[] = [];
  /** Everything that must never be seen, by what it is. */
  const secrets = new Map<string, string>();

  before(async () => {
    system = await startInstallation('postgres', {
      onLog: (line) => heard.push(line),
      async fetch(input, init) {
        heard.push(String(input));
        const answer = await fetch(input, init);
        heard.push(await answer.clone().text());
        return answer;
      },
    });
    secrets.set('the first key', system.aws.demoUser.secretAccessKey);
    secrets.set('a wrong key', WRONG);
  });
  after(() => system.stop());

  const refused = async (asked: Promise<unknown>): Promise<string> => {
    const error = await asked.then(
      () => assert.fail('it was not refused'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ApiError, String(error));
    return error.code;
  };

  it('S10 S56 are in no answer, log line, error, column or address, whatever is done with them', async () => {
    const { client, projectId, aws } = system;
    const params = { connectionId: system.connectionId() };
    const body: CreateConnection = {
      name: 'Second',
      accessKeyId: aws.demoUser.accessKeyId,
      secretAccessKey: WRONG,
      endpoint: aws.iotEndpoint(REGION),
      roleArn: aws.roleArn,
    };
    await refused(client.call('connections.create', { params: { projectId }, body }));
    await client.call('connections.inspect', { params: { projectId }, body });
    const right = { ...body, secretAccessKey: aws.demoUser.secretAccessKey };
    await refused(client.call('connections.create', { params: { projectId }, body: right }));
    await client.call('connections.inspect', { params: { projectId }, body: right });

    const iam = iamSetup(aws);
    const second = await iam.user('second', USER_POLICIES, [PASS_ROLE]);
    iam.close();
    secrets.set('the second key', second.secretAccessKey);
    await system.finish((await client.call('connections.rotate', { params, body: second })).operation.id);
    await refused(client.call('connections.rotate', { params, body: { ...second, secretAccessKey: WRONG } }));
    for (const route of ['connections.get', 'connections.keys', 'connections.check', 'connections.drift'] as const)
      await client.call(route, { params });

    const { subscriptions } = await awsObjects(aws, REGION);
    for (const { endpoint } of subscriptions) secrets.set('a webhook’s path', endpoint.split('/').at(-1) ?? '');
    const everything = [...heard, await dump(system.databaseUrl ?? '')].join('\n');
    assert.ok(everything.includes(second.accessKeyId.slice(-4)), 'nothing was heard at all');
    for (const [what, secret] of secrets)
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
        assert.equal(everything.includes(form), false, `${what} was seen`);
  });
});

/** Every row of every table, as text. */
async function dump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select to_json(t)::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => row));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}
