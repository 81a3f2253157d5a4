import { Fault, type Operation, type Step } from '@thingdock/api';
import type { Executor } from '../../platform/db/index.ts';
import type { Context } from '../context.ts';
import { announceConnection } from '../run.ts';
import { getConnection, type StoredConnection } from '../store.ts';
import type { OperationRow } from '../tables.ts';
import { type OperationInput, sealInput } from './input.ts';
import { leaseEnd } from './lease.ts';
import { waiting } from './progress.ts';
import { getRunning, insertOperation } from './store.ts';

type Begin = {
  kind: Operation['kind'];
  steps: readonly Pick<Step, 'key' | 'title'>[];
  input?: OperationInput;
  /** What else becomes true with it. */
  change?: (tx: Executor) => Promise<void>;
};

export type Begun = { operation: OperationRow; connection: StoredConnection };

/**
 * Begins an operation on an active connection; this process works on it first. One connection has one operation at a time:
 * throws `connection_busy` while another runs, and `connection_not_active`.
 */
export async function startOperation(context: Context, connectionId: string, begin: Begin): Promise<Begun> {
  const { database, clock, ids, owner, timing } = context;
  const id = ids.uuid();
  const now = new Date(clock.now());
  return database.transaction(async (tx) => {
    const connection = await getConnection(tx, connectionId, 'locked');
    if (connection?.state !== 'active')
      throw new Fault('connection_not_active', { details: { state: connection?.state ?? 'gone' } });
    const running = await getRunning(tx, connectionId);
    if (running) throw busy(running);
    const operation: OperationRow = {
      id,
      kind: begin.kind,
      project_id: connection.project_id,
      connection_id: connection.id,
      state: 'running',
      steps: waiting(begin.steps),
      error: null,
      input: begin.input ? sealInput(context, id, begin.input) : null,
      left_behind: [],
      lease_owner: owner,
      lease_until: leaseEnd({ clock, leaseMs: timing.leaseMs }),
      created_at: now,
      updated_at: now,
    };
    await insertOperation(tx, operation);
    await begin.change?.(tx);
    await announceConnection(tx, connection);
    return { operation, connection: (await getConnection(tx, connectionId)) ?? connection };
  });
}

export const busy = ({ kind }: Pick<OperationRow, 'kind'>): Fault =>
  new Fault('connection_busy', { details: { what: WORDS[kind] } });

const WORDS: Readonly<Record<Operation['kind'], string>> = {
  'connection.create': 'it is being created',
  'connection.delete': 'it is being deleted',
  'connection.repair': 'it is being repaired',
  'connection.migrate': 'it is being migrated',
  'connection.rotate': 'its key is being rotated',
};
