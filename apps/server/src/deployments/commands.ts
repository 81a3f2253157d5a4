import { type CommandDeployment, Fault, fieldFault } from '@thingdock/api';
import type Type from 'typebox';
import type { Connections } from '../connections/index.ts';
import { announce, record } from '../events/index.ts';
import { type CancelDeps, cancelTargets } from './cancel.ts';
import type { CreateDeps } from './create.ts';
import { retryFailed } from './follow-up.ts';
import { requireRollback, rollBack } from './roll-back.ts';
import { resumed } from './rollout/decide.ts';
import { toColumns, toProgress } from './rollout/tick.ts';
import * as store from './store.ts';
import type { ActionRow } from './tables.ts';
import * as targetStore from './target-store.ts';

export type CommandDeps = CreateDeps & CancelDeps & { connections: Pick<Connections, 'find' | 'findByWireId'> };

type Command = Type.Static<typeof CommandDeployment>;

/** Does to a deployment what somebody says. Returns it, or the one that was made by that. Throws `deployment_over` and others. */
export async function commandDeployment(
  deps: CommandDeps,
  action: ActionRow,
  { command, devices }: Command,
  by: string,
): Promise<string> {
  const only = devices && (await requireTargets(deps, action, command, devices));
  switch (command) {
    case 'pause':
      await changeRollout(deps, action, by, 'pause');
      return action.id;
    case 'resume':
      await changeRollout(deps, action, by, 'resume');
      return action.id;
    case 'stop':
      await stop(deps, action, `Stopped by ${by}.`);
      return action.id;
    case 'cancel':
      await cancel(deps, action, only, by);
      return action.id;
    case 'rollback':
      // First, so that one of which nothing can be put back is not stopped in vain.
      await requireRollback(deps, action, only);
      if (action.ended_at === null && !only) await stop(deps, action, `Rolled back by ${by}.`);
      return (await rollBack(deps, action, by, only)).id;
    case 'retry-failed':
      return (await retryFailed(deps, action, by, only)).id;
  }
}

const FOR_SOME: ReadonlySet<Command['command']> = new Set(['cancel', 'rollback', 'retry-failed']);
/** Names that an error text lists. */
const NAMES_SHOWN = 10;

/** Throws `command_for_all`, and `target_unknown`: a misspelt name must not look as if something had been done. */
async function requireTargets(
  { database }: CommandDeps,
  { id }: ActionRow,
  command: Command['command'],
  names: readonly string[],
): Promise<readonly string[]> {
  if (!FOR_SOME.has(command)) throw fieldFault('devices', 'command_for_all', { command });
  const known = await targetStore.whichTargets(database.root, id, names);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw fieldFault('devices', 'target_unknown', { names: unknown.slice(0, NAMES_SHOWN).join(', ') });
  return names;
}

async function changeRollout(deps: CommandDeps, { id }: ActionRow, by: string, how: 'pause' | 'resume'): Promise<void> {
  const { database, clock } = deps;
  await database.transaction(async (tx) => {
    const action = await store.lockAction(tx, id);
    const now = clock.now();
    if (!action || action.ended_at !== null) throw over(action);
    const state = action.rollout_state;
    const fits = how === 'pause' ? state === 'running' : state === 'paused' || state === 'halted';
    if (!fits) throw new Fault('rollout_state_wrong', { details: { state, command: how } });
    const counts = await targetStore.countPhases(tx, id, action.phase_sizes.length);
    const progress = toProgress(action);
    const why = `Paused by ${by}.`;
    const next =
      how === 'pause' ? { ...progress, state: 'paused' as const, heldAt: now, why } : resumed(progress, counts);
    await store.changeAction(tx, id, { ...toColumns(next), look_at: new Date(now), updated_at: new Date(now) });
    await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [id] });
    if (how === 'resume') return;
    const about = { projectId: action.project_id, connectionId: action.connection_id, device: null, at: now };
    await record(tx, [{ ...about, type: 'rollout.paused', data: { deploymentId: id, why } }]);
  });
  deps.worker.kick();
}

/** Nothing more of it begins; what has begun goes on. */
async function stop(deps: CommandDeps, { id }: ActionRow, why: string): Promise<void> {
  const { database, clock } = deps;
  const now = new Date(clock.now());
  await database.transaction(async (tx) => {
    await targetStore.cancelUnbegun(tx, id, { message: why, now });
    const action = await store.lockAction(tx, id);
    if (!action || action.ended_at !== null) throw over(action);
    await store.changeAction(tx, id, { rollout_state: 'stopped', rollout_why: why, look_at: now, updated_at: now });
    await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [id] });
  });
  deps.worker.kick();
}

async function cancel(
  deps: CommandDeps,
  action: ActionRow,
  names: readonly string[] | undefined,
  by: string,
): Promise<void> {
  const message = `Cancelled by ${by}.`;
  if (names === undefined) await stop(deps, action, message);
  else if (action.ended_at !== null) throw over(action);
  await cancelTargets(deps, action, { names, message });
  deps.worker.kick();
}

const over = (action: ActionRow | undefined): Fault =>
  new Fault('deployment_over', { details: { summary: action?.summary ?? 'gone' } });
