import type { Clock, Ids } from '@thingdock/effects';
import type { Aws, AwsCredentials, ConnectAws } from '../aws/index.ts';
import type { Bus } from '../events/index.ts';
import type { Envelope } from '../platform/crypto/envelope.ts';
import type { Database } from '../platform/db/index.ts';
import type { Logger } from '../platform/logger.ts';
import type { StoredConnection } from './store.ts';
import type { ConnectionRow, Place } from './tables.ts';
import type { Timing } from './timing.ts';
import type { LicencesOfConnection } from './types.ts';
import type { Wake } from './wake.ts';

/** What every part of this feature works with. */
export type Context = {
  database: Database;
  clock: Clock;
  ids: Ids;
  log: Logger;
  bus: Bus;
  envelope: Envelope;
  connectAws: ConnectAws;
  publicUrl: () => URL;
  /** Prefix of the rules' and topics' names. */
  prefix: string;
  /** Whether the stand-in takes AWS's place. */
  local: boolean;
  /** Names this server process among those that share the database. */
  owner: string;
  timing: Timing;
  wake: Wake;
  licences: LicencesOfConnection;
};

/** What binds a sealed secret to its row and column. */
export const sealContext = (connectionId: string): string => `connection/${connectionId}/secret_access_key`;

export const placeOf = (row: Pick<ConnectionRow, 'partition' | 'account_id' | 'region'>): Place => ({
  partition: row.partition,
  accountId: row.account_id,
  region: row.region,
});

/** Clients with a connection's own credentials, or with others in their place. */
export function connectStored(
  { connectAws, envelope }: Pick<Context, 'connectAws' | 'envelope'>,
  row: StoredConnection,
  { credentials = ownCredentials(envelope, row), onKeyRefused }: Instead = {},
): Aws {
  return connectAws({
    credentials,
    partition: row.partition,
    region: row.region,
    iotDataHost: row.endpoint,
    ...(onKeyRefused ? { onKeyRefused } : {}),
  });
}

type Instead = { credentials?: AwsCredentials | undefined; onKeyRefused?: () => void };

const ownCredentials = (envelope: Envelope, row: StoredConnection): AwsCredentials => ({
  accessKeyId: row.access_key_id,
  secretAccessKey: envelope.open(row.secret_access_key, sealContext(row.id)),
});
