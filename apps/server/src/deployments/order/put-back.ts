import type { Clock } from '@thingdock/effects';
import type { Agents, Order } from '../../agents/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import { noteEnabled } from '../deployed-store.ts';
import type { TargetRow } from '../tables.ts';
import { changeOf, type Had, nothingOf } from '../wanted.ts';
import { type ContentDeps, readContents } from './contents.ts';

export type PutBackDeps = ContentDeps & { clock: Pick<Clock, 'now'>; agents: Pick<Agents, 'changeDesired'> };

/**
 * Takes open orders out of the desired state of their devices and puts back what was there: a device that never heard of the
 * order keeps what it has, any other goes back. Agents and targets are locked: nothing newer was ordered on the subject.
 */
export async function putBack(
  deps: PutBackDeps,
  tx: Executor,
  connection: ConnectionRef,
  rows: readonly TargetRow[],
): Promise<void> {
  const had = (row: TargetRow): Had => row.had ?? nothingOf(row.subject, '');
  const contents = await readContents(deps, tx, connection.wireId, rows.map(had));
  const orders = rows.flatMap((row): Order[] => {
    const before = had(row);
    const ts = deps.clock.now();
    // The version before may be deleted by now; then nothing is the nearest.
    const change =
      changeOf(before, contents, { updateId: row.update_id, ts }) ??
      changeOf(nothingOf(row.subject, ''), contents, { updateId: row.update_id, ts });
    return change ? [{ thingName: row.thing_name, change }] : [];
  });
  await deps.agents.changeDesired(tx, connection, orders);
  for (const wanted of [true, false]) {
    const names = rows.flatMap((row) => {
      const before = had(row);
      return before.what === 'enable' && before.enable === wanted ? [row.thing_name] : [];
    });
    if (names.length > 0) await noteEnabled(tx, connection, names, wanted);
  }
}
