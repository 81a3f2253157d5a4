import type { ConnectionRef, Connections } from '../../connections/index.ts';
import { announce } from '../../events/index.ts';
import type { Database } from '../../platform/db/index.ts';
import { type OrderDeps, orderTargets } from '../order/order-targets.ts';
import * as store from '../store.ts';
import type { ActionRow } from '../tables.ts';
import * as targetStore from '../target-store.ts';

export type StartDeps = OrderDeps & { database: Database; connections: Pick<Connections, 'findByWireId'> };

/** Devices that are told in one go: one transaction, and about a second of AWS's quota. */
export const PORTION = 200;

/** The rollout was paused, or is to be looked at, just when more of it was to begin. */
class NotNow extends Error {}

/**
 * Begins the next targets of the phase that runs. Returns the devices to deliver to; undefined when nothing was begun.
 */
export async function startPortion(
  deps: StartDeps,
  action: ActionRow,
): Promise<{ connection: ConnectionRef; names: string[] } | undefined> {
  const connection = await deps.connections.findByWireId(action.wire_id);
  if (!connection) return undefined;
  const names = await targetStore.listToStart(deps.database.root, action, PORTION);
  if (names.length === 0) return undefined;
  try {
    const told = await deps.database.transaction(async (tx) => {
      await deps.agents.lock(tx, connection, names);
      const locked = await targetStore.lockTargets(tx, action.id, names);
      const rows = locked.filter((row) => row.waits_for === 'start');
      const ordered = await orderTargets(deps, tx, { connection, action, rows });
      const now = deps.clock.now();
      // Locked last and in order. Results that came in since the last step count before anything more begins.
      const current = await store.lockAction(tx, action.id);
      if (!mayBegin(current, action.phase, now)) throw new NotNow();
      await store.markDue(tx, ordered.ended, new Date(now));
      await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [action.id] });
      return ordered.told;
    });
    return { connection, names: told };
  } catch (error) {
    if (error instanceof NotNow) return undefined;
    throw error;
  }
}

function mayBegin(action: ActionRow | undefined, phase: number, now: number): boolean {
  if (action?.rollout_state !== 'running' || action.phase < phase) return false;
  return action.look_at === null || action.look_at.getTime() > now;
}
