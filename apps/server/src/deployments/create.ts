import { type CreateDeployment, fieldFault } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import type { Agents } from '../agents/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import { announce } from '../events/index.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { notePlanned } from './deployed-store.ts';
import type { Subject } from './kinds.ts';
import { type OrderDeps, orderTargets } from './order/order-targets.ts';
import { overrideOthers } from './order/override.ts';
import { makePlan, type Plan, type PlanDeps } from './plan.ts';
import { type FactDeps, gatherFacts } from './preview/facts.ts';
import { examinePlan } from './preview/preview.ts';
import { PORTION } from './rollout/start-portion.ts';
import type { Worker } from './rollout/worker.ts';
import * as store from './store.ts';
import type { ActionRow } from './tables.ts';
import { ended, newTarget, USUAL_LIMITS } from './target.ts';
import * as targetStore from './target-store.ts';
import type { Wanted } from './wanted.ts';

export type CreateDeps = PlanDeps &
  FactDeps &
  OrderDeps & {
    database: Database;
    clock: Clock;
    ids: Ids;
    agents: Pick<Agents, 'lock' | 'changeDesired' | 'trees' | 'treeSizes'>;
    worker: Pick<Worker, 'kick' | 'deliver'>;
  };

/** Names that an error text lists. */
const NAMES_SHOWN = 10;

/**
 * Makes a deployment: the action, its targets and the first orders commit together, then the devices are told; what is more
 * than a portion follows right after. Throws what the plan throws, `device_unknown` and `targets_refused`.
 */
export async function createDeployment(
  deps: CreateDeps,
  projectId: string,
  body: CreateDeployment,
  requestedBy: string,
): Promise<ActionRow> {
  const plan = await makePlan(deps, projectId, body);
  const refused = await findRefused(deps, plan);
  const action = newAction(deps, plan, requestedBy);
  const targets = plan.names.map((thingName) => ({ thingName, wanted: null, refusal: refused.get(thingName) }));
  const { connection, subject, phaseOf } = plan;
  await insertDeployment(deps, { action, connection, subject, targets, phaseOf });
  return action;
}

/** Devices that cannot be targets, with the reason. One that was chosen by name is a mistake of the request. */
async function findRefused(deps: CreateDeps, plan: Plan): Promise<Map<string, string>> {
  const { connection, subject, asset, names } = plan;
  const about = { connection, subject, assetName: asset.asset_name ?? '' };
  const facts = await gatherFacts(deps, deps.database.root, about, names);
  const refused = examinePlan(plan, facts).filter((one) => one.refused);
  if (plan.chosen && refused.length > 0) {
    const unknown = refused.filter(({ findings }) => findings.includes('gone')).map(({ device }) => device);
    if (unknown.length > 0) throw fieldFault('devices', 'device_unknown', { names: list(unknown) });
    const names = list(refused.map(({ device }) => device));
    throw fieldFault('devices', 'targets_refused', { names, reason: refused[0]?.text ?? '' });
  }
  return new Map(refused.map(({ device, text }) => [device, text ?? '']));
}

function list(names: readonly string[]): string {
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${more}`;
}

/** An action as a plan asks for it. */
function newAction({ clock, ids }: CreateDeps, plan: Plan, requestedBy: string): ActionRow {
  const { body, kind, connection, asset, variables, sizes, startsAt } = plan;
  const { limits = {}, rollout = null, schedule = null } = body;
  return {
    ...blankAction({ id: ids.uuid(), kind, connection, requestedBy, now: new Date(clock.now()) }),
    ...asset,
    ...variables,
    silence_seconds: limits.silenceSeconds ?? USUAL_LIMITS.silenceMs / 1_000,
    absence_seconds: limits.absenceSeconds ?? USUAL_LIMITS.absenceMs / 1_000,
    retries: limits.retries ?? USUAL_LIMITS.retries,
    rollout,
    phase_sizes: sizes,
    schedule,
    ...(startsAt === null
      ? {}
      : { rollout_state: 'waiting' as const, starts_at: new Date(startsAt), look_at: new Date(startsAt) }),
  };
}

export type Basics = Pick<ActionRow, 'id' | 'kind'> & { connection: ConnectionRef; requestedBy: string; now: Date };

/** An action that is about nothing yet, and begins at once. */
export function blankAction({ id, kind, connection, requestedBy, now }: Basics): ActionRow {
  return {
    ...{ id, kind, project_id: connection.projectId, connection_id: connection.id, connection_name: connection.name },
    ...{ wire_id: connection.wireId, asset_type: null, asset_id: null, asset_name: null, version: null },
    ...{ version_id: null, variable_names: null, variables_sealed: null },
    ...{ silence_seconds: 900, absence_seconds: 604_800, retries: 0, rollout: null, phase_sizes: [] },
    ...{ rollout_state: 'running', phase: 1, phase_ended_at: null, rollout_why: null, held_at: null },
    ...{ forgiven_bad: 0, forgiven_ended: 0, schedule: null, starts_at: null, rolls_back: null, ended_at: null },
    ...{ counts: null, summary: 'processing', look_at: now, requested_by: requestedBy, created_at: now },
    updated_at: now,
  };
}

export type Insertion = {
  action: ActionRow;
  connection: ConnectionRef;
  subject: Subject;
  /** Sorted by name. `wanted`: other than what the action says; `refusal`: ends at once with these words. */
  targets: readonly { thingName: string; wanted: Wanted | null; refusal: string | undefined }[];
  phaseOf: ReadonlyMap<string, number>;
};

/** Inserts an action with its targets, takes over from older ones, and orders as much as fits one portion. */
export async function insertDeployment(deps: CreateDeps, insertion: Insertion): Promise<void> {
  const { action, connection, subject, targets, phaseOf } = insertion;
  const now = deps.clock.now();
  const scheduled = action.rollout_state === 'waiting';
  const rows = targets.map(({ thingName, wanted, refusal }) => {
    const target = newTarget(scheduled, now);
    return {
      // Its update is new for each deployment: agents start one when it differs from the one that they know.
      ...{ thingName, wanted, updateId: deps.ids.uuid(), phase: phaseOf.get(thingName) ?? 1 },
      target: refusal === undefined ? target : ended(target, 'failed', refusal),
    };
  });
  const told = await deps.database.transaction(async (tx) => {
    await store.insertAction(tx, action);
    const over = scheduled ? [] : await takeOver(deps, tx, insertion);
    await targetStore.insertTargets(tx, action, subject, rows);
    const ordered = scheduled ? { told: [], ended: [] } : await orderFirst(deps, tx, insertion);
    await store.markDue(tx, [...over, ...ordered.ended], new Date(now));
    await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [action.id] });
    return ordered.told;
  });
  deps.worker.deliver(connection, told);
  deps.worker.kick();
}

const LOCKED_AT_ONCE = 5_000;

/** Locks the devices, so that nobody orders anything else meanwhile, and ends what is open on the same subject. */
async function takeOver(deps: CreateDeps, tx: Executor, { action, connection, targets }: Insertion): Promise<string[]> {
  const names = targets.filter(({ refusal }) => refusal === undefined).map(({ thingName }) => thingName);
  const over: string[] = [];
  for (let start = 0; start < names.length; start += LOCKED_AT_ONCE) {
    const some = names.slice(start, start + LOCKED_AT_ONCE);
    await deps.agents.lock(tx, connection, some);
    over.push(...(await overrideOthers(deps, tx, { connection, action, names: some })).actions);
  }
  return over;
}

async function orderFirst(deps: CreateDeps, tx: Executor, { action, connection, subject }: Insertion) {
  if (subject === 'flow') await notePlanned(tx, action, undefined);
  const names = await targetStore.listToStart(tx, action, PORTION);
  const rows = await targetStore.lockTargets(tx, action.id, names);
  return orderTargets(deps, tx, { connection, action, rows });
}
