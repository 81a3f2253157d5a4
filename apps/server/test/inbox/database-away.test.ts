import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAwsLocal } from '@thingdock/aws-local';
import { startCuttable, until } from '@thingdock/testkit';
import { pino } from 'pino';
import { topicArn } from '../../src/aws/index.ts';
import { openPostgres } from '../../src/platform/db/index.ts';
import { administrator } from '../connections/aws-side.ts';
import {
  finished,
  insertProject,
  operationOf,
  postConnection,
  REGION,
  startSmallServer,
  validBody,
} from '../connections/small-server.ts';
import { openTestPostgres } from '../each-database.ts';

test('while the database is away SNS is asked to come again, and nothing is lost', async () => {
  const aws = await startAwsLocal();
  const { url = '', close } = await openTestPostgres();
  const way = await startCuttable(new URL(url));
  const database = openPostgres(way.url.href, pino({ level: 'silent' }));
  await insertProject(database);
  const server = await startSmallServer({ database, aws });
  const operation = await finished(server, operationOf(await postConnection(server, validBody(aws))));
  assert.equal(operation.state, 'succeeded', JSON.stringify(operation));

  const root = administrator(aws, REGION);
  const topic = topicArn({ partition: 'aws', accountId: aws.accountId, region: REGION }, 'enebular_status_push_sns');
  const [subscription] = await root.sns.subscriptions(topic);
  way.cut();
  const response = await fetch(subscription?.endpoint ?? '', { method: 'POST', body: '{}' });
  assert.equal(response.status, 503);
  assert.equal(((await response.json()) as { code: string }).code, 'database_unavailable');

  const received = () => server.counters.all()['inbox.received'] ?? 0;
  const before = received();
  await root.iotData.updateThingShadow('dev-1', { state: { reported: { enebular: { awsiot: { connected: true } } } } });
  await until('SNS to have tried in vain', () => received() > before);
  assert.equal(server.counters.all()['inbox.accepted'], undefined);
  way.mend();
  await until('the message to be taken', () => server.counters.all()['inbox.accepted'] === 1);

  root.close();
  await server.stop();
  await database.close();
  way.close();
  await close();
  await aws.close();
});
