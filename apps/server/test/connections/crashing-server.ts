// A server process that sets a connection up and is killed right after one of its changes in AWS. Started by the crash test.

import type { AwsLocal } from '@thingdock/aws-local';
import { pino } from 'pino';
import { type Database, openPgliteFolder, openPostgres } from '../../src/platform/db/index.ts';
import { tellingAfterWrites } from './after-write.ts';
import { finished, operationOf, postConnection, startSmallServer } from './small-server.ts';

export type CrashPlan = {
  aws: Pick<AwsLocal, 'endpointUrlTls' | 'caPem' | 'mqttHost' | 'mqttPort'>;
  /** URL of a PostgreSQL, or folder of a PGlite. */
  database: { url: string } | { folder: string };
  /** Base64 of the installation's key. */
  key: string;
  body: object;
  /** The change after which the process dies; none: it lives, and prints how many there were. */
  killAfter: number | undefined;
};

const plan = JSON.parse(process.env.CRASH_PLAN ?? '') as CrashPlan;
const log = pino({ level: 'silent' });
const database: Database =
  'url' in plan.database ? openPostgres(plan.database.url, log) : await openPgliteFolder(plan.database.folder);

const changes: string[] = [];
const written = async (name: string) => {
  changes.push(name);
  if (changes.length !== plan.killAfter) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
};

const server = await startSmallServer({
  database,
  aws: plan.aws as AwsLocal,
  key: Buffer.from(plan.key, 'base64'),
  wrapAws: tellingAfterWrites(written),
});
const operation = await finished(server, operationOf(await postConnection(server, plan.body)));
console.log(JSON.stringify({ state: operation.state, changes }));
await server.stop();
await database.close();
