import { announce } from '../events/index.ts';
import type { RoleDoubt } from './checks/check.ts';
import { type Context, connectStored, placeOf } from './context.ts';
import type { Attempt } from './create/attempt.ts';
import { wantedObjects } from './create/wanted.ts';
import { createJournal } from './journal/journal.ts';
import { type OperationInput, openInput } from './operations/input.ts';
import { holdLease, LeaseLost } from './operations/lease.ts';
import { createProgress } from './operations/progress.ts';
import { releaseLease } from './operations/store.ts';
import type { StoredConnection } from './store.ts';
import type { OperationRow } from './tables.ts';

/** Thrown by work that cannot go on now but should be taken up again, by whichever process, after a while. */
export class Postponed extends Error {
  readonly ms: number;

  constructor(ms: number, why: string) {
    super(why);
    this.name = 'Postponed';
    this.ms = ms;
  }
}

/**
 * Works on an operation while holding its lease. Work that ends early, because the server stops or another process took
 * over, leaves the operation as it is: whoever comes next finds in the journal what is to be done.
 */
export async function runOperation(
  context: Context,
  subject: { operation: OperationRow; connection: StoredConnection; doubts?: readonly RoleDoubt[] },
  stopping: AbortSignal,
  work: (attempt: Attempt) => Promise<void>,
): Promise<void> {
  const { database, clock, owner, timing, log } = context;
  const { operation, connection } = subject;
  const input = openInput(context, operation);
  const aws = connectStored(context, connection, { credentials: input.key });
  const fields = { operationId: operation.id, connectionId: connection.id, kind: operation.kind };
  const release = (ms: number) => releaseLease(database.root, operation.id, owner, new Date(clock.now() + ms));
  try {
    await holdLease({ database, clock, owner, leaseMs: timing.leaseMs }, operation.id, stopping, (signal) =>
      work(prepare(context, { ...subject, input, signal, aws: aws.under(signal) })),
    );
  } catch (error) {
    if (error instanceof LeaseLost) log.warn({ event: 'operation.lost', ...fields }, error.message);
    else if (error instanceof Postponed) {
      log.warn({ event: 'operation.postponed', ...fields, forMs: error.ms }, error.message);
      await release(error.ms);
    } else {
      await release(0);
      if (!stopping.aborted) throw error;
    }
  } finally {
    aws.close();
  }
}

type Prepared = {
  operation: OperationRow;
  connection: StoredConnection;
  input: OperationInput;
  doubts?: readonly RoleDoubt[];
  signal: AbortSignal;
  aws: Attempt['aws'];
};

function prepare(context: Context, { operation, connection, input, doubts = [], signal, aws }: Prepared): Attempt {
  const { database, clock, ids, log, owner, wake, timing, publicUrl, prefix } = context;
  const place = placeOf(connection);
  const roleArn = input.roleArn ?? connection.role_arn ?? '';
  const progress = createProgress({ database, clock, owner }, operation);
  const journal = createJournal({ database, clock, ids, progress }, { connectionId: connection.id, place });
  const wanted = wantedObjects(prefix, place, roleArn, connection);
  return {
    ...{ connection, input, place, roleArn, doubts, wanted, aws, signal, journal, progress },
    ...{ database, clock, ids, log, wake, timing, publicUrl },
  };
}

/** Tells open pages that a connection is no longer what it was. */
export const announceConnection = (
  tx: Parameters<typeof announce>[0],
  { id, project_id }: Pick<StoredConnection, 'id' | 'project_id'>,
) => announce(tx, { type: 'connection', projectId: project_id, keys: [id] });
