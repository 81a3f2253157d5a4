import type { Connection } from '@thingdock/api';
import { card, table, time } from '../output/table.ts';

export const connectionTable = (items: readonly Connection[]): string =>
  table(
    items,
    [
      ['id', (connection) => connection.id],
      ['name', (connection) => connection.name],
      ['state', (connection) => connection.state],
      ['account', (connection) => connection.accountId],
      ['region', (connection) => connection.region],
      ['health', (connection) => (connection.state === 'active' ? connection.health : null)],
      ['note', noteOf],
    ],
    'No connections yet. "thingdock connections create --help" shows how to make one.',
  );

/** What asks for attention. */
function noteOf({ state, error, migrationNeeded, keyIsOld }: Connection): string | null {
  if (error) return `${state === 'deleting' ? 'deletion failed: ' : ''}${error.detail}`;
  if (migrationNeeded) return 'migration needed';
  return keyIsOld ? 'the key is old: rotate it' : null;
}

/** The names are those that the AWS guide gives. What this user may not see is left out, not shown as empty. */
export function connectionCard(connection: Connection): string {
  const confidential: [string, string | null][] = [
    ['AWS Access Key ID', connection.accessKeyIdEnding && `…${connection.accessKeyIdEnding}`],
    ['IAM User ARN', connection.userArn],
    ['IAM Role ARN', connection.roleArn],
  ];
  return card([
    ['Connection Name', connection.name],
    ['Id', connection.id],
    ['State', connection.state],
    ...(connection.error ? [['Why', connection.error.detail] as [string, string]] : []),
    ['AWS Account', connection.accountId],
    ['Region', connection.region],
    ['AWS IoT Endpoint', connection.endpoint],
    ...confidential.filter(([, value]) => value !== null),
    ['Message latency', connection.probeLatencyMs === null ? null : `${connection.probeLatencyMs} ms`],
    ['Health', connection.health],
    ...(connection.migrationNeeded ? [['Migration', 'needed: there is no IAM role'] as [string, string]] : []),
    ['Key in use since', `${time(connection.keyChangedAt)}${connection.keyIsOld ? ', rotate it' : ''}`],
    ['Created', time(connection.createdAt)],
  ]);
}
