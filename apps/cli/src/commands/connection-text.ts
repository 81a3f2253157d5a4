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
    ],
    'No connections yet. "thingdock connections create --help" shows how to make one.',
  );

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
    ['AWS Account', connection.accountId],
    ['Region', connection.region],
    ['AWS IoT Endpoint', connection.endpoint],
    ...confidential.filter(([, value]) => value !== null),
    ['Message latency', connection.probeLatencyMs === null ? null : `${connection.probeLatencyMs} ms`],
    ['Created', time(connection.createdAt)],
  ]);
}
