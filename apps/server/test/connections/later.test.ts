import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { until } from '@thingdock/testkit';
import { sql } from 'kysely';
import { AwsFailure } from '../../src/aws/index.ts';
import type { Database } from '../../src/platform/db/index.ts';
import { eachDatabase } from '../each-database.ts';
import { tellingAfterWrites } from './after-write.ts';
import { administrator, awsObjects, NOTHING } from './aws-side.ts';
import {
  call,
  finished,
  insertProject,
  type Options,
  operationOf,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
  validBody,
} from './small-server.ts';

/** Jobs that run only when a test says so. */
const NO_JOBS = { every: async () => {} };
const key = Buffer.alloc(32, 7);

eachDatabase((_name, open) => {
  describe('a connection in a world that goes on', () => {
    let aws: AwsLocal;
    let database: Database;
    let close: () => Promise<void>;
    const servers: SmallServer[] = [];
    const start = async (options: Partial<Options> = {}) => {
      const server = await startSmallServer({ database, aws, key, ...options });
      servers.push(server);
      return server;
    };

    before(async () => {
      aws = await startAwsLocal();
      ({ database, close } = await open());
      await insertProject(database);
    });
    after(async () => {
      for (const server of servers) await server.abandon();
      await close();
      await aws.close();
    });

    const running = async () =>
      (await sql`select id from operations where state = 'running'`.execute(database.root)).rows.length;

    test('whose undoing gets no answers is taken up again until everything is surely gone', async () => {
      let away = false;
      const breaking = tellingAfterWrites(async (name) => {
        if (name === 'createRule') away = true;
        if (away) throw new AwsFailure('network', 'iot:CreateTopicRule', 'ECONNRESET', 'the line is dead');
      });
      const server = await start({ wrapAws: breaking });
      const operation = operationOf(await postConnection(server, validBody(aws)));
      await server.tasks.idle();
      const { body } = await call(server, 'GET', `/api/operations/${operation.id}`);
      assert.equal(body.state, 'running');
      assert.match(JSON.stringify(body.steps), /is still there: .*Trying again/);
      const meanwhile = await postConnection(server, { ...validBody(aws), name: 'Another' });
      assert.equal(meanwhile.body.code, 'connection_in_progress');

      away = false;
      await server.stop();
      const next = await start();
      await sql`update operations set lease_until = created_at where state = 'running'`.execute(database.root);
      await next.connections.start(NO_JOBS);
      const ended = await finished(next, operation);
      // The reason is still the first one, not that a server was restarted.
      assert.equal(ended.error?.code, 'aws_unavailable');
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
    });

    test('that is being set up is left alone by other servers while its own one is alive', async () => {
      const gate = Promise.withResolvers<void>();
      const waiting = tellingAfterWrites(async (name) => {
        if (name === 'createRule') await gate.promise;
      });
      const slow = await start({ wrapAws: waiting, timing: { leaseMs: 600 } });
      const other = await start({ timing: { leaseMs: 600 } });
      const operation = operationOf(await postConnection(slow, validBody(aws)));
      const first = await leaseOf(operation.id);
      // Several leases long: without renewal the other server would have taken it over.
      await until('the lease to be renewed often', async () => (await leaseOf(operation.id)) - first > 1_500);
      // An embedded database has no other server.
      const atOnce = { every: (_name: string, _seconds: number, work: () => Promise<void>) => work() };
      if (database.kind === 'postgres') await other.connections.start(atOnce);
      assert.equal(await running(), 1);
      gate.resolve();
      assert.equal((await finished(slow, operation)).state, 'succeeded');
      const deletion = operationOf(await call(slow, 'DELETE', `/api/connections/${operation.connectionId}`));
      await finished(slow, deletion);
    });

    test('whose deletion was cut short is deleted by the next server', async () => {
      const stop = new AbortController();
      const cutting = tellingAfterWrites(async (name) => {
        if (name !== 'deleteRule') return;
        stop.abort();
        await new Promise(() => {});
      });
      const server = await start({ wrapAws: cutting });
      const created = await finished(server, operationOf(await postConnection(server, validBody(aws))));
      const deletion = operationOf(await call(server, 'DELETE', `/api/connections/${created.connectionId}`));
      await until('the deletion to be in the middle', () => stop.signal.aborted);
      const again = operationOf(await call(server, 'DELETE', `/api/connections/${created.connectionId}`));
      assert.equal(again.id, deletion.id);

      const next = await start();
      await sql`update operations set lease_until = created_at where state = 'running'`.execute(database.root);
      await next.connections.start(NO_JOBS);
      assert.equal((await finished(next, deletion)).state, 'succeeded');
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
    });

    test('moves its deliveries when the public URL changes, and loses none', async () => {
      const old = await start();
      const { connectionId } = await finished(old, operationOf(await postConnection(old, validBody(aws))));
      const moved = await start();
      await moved.connections.start(NO_JOBS);
      const origins = async () =>
        (await awsObjects(aws, REGION)).subscriptions.map(({ arn, endpoint }) => [
          new URL(endpoint).origin,
          Boolean(arn),
        ]);
      const both = [old, moved].flatMap(({ url }) => [url.origin, url.origin]).sort();
      await until('the new address to be confirmed beside the old one', async () => {
        const now = await origins();
        return now.every(([, confirmed]) => confirmed) && isDeepStrictEqual(now.map(([origin]) => origin).sort(), both);
      });
      await until('the old address to be given up', async () => {
        await moved.connections.start(NO_JOBS);
        await moved.tasks.idle();
        return (await origins()).every(([origin]) => origin === moved.url.origin);
      });
      assert.equal((await origins()).length, 2);
      const root = administrator(aws, REGION);
      await root.iotData.updateThingShadow('dev', {
        state: { reported: { enebular: { awsiot: { connected: true } } } },
      });
      root.close();
      await until('a message at the new address', () => moved.counters.all()['inbox.accepted'] === 1);
      const deletion = operationOf(await call(moved, 'DELETE', `/api/connections/${connectionId}`));
      assert.equal((await finished(moved, deletion)).state, 'succeeded');
    });

    async function leaseOf(id: string): Promise<number> {
      const { rows } = await sql<{ lease_until: Date }>`
        select lease_until from operations where id = ${id}`.execute(database.root);
      return rows[0]?.lease_until.getTime() ?? 0;
    }
  });
});
