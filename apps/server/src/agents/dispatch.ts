import { capabilitiesOf, encodeShadowMessage, orderMessage } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Licences } from '../licences/index.ts';
import { eachBounded } from '../platform/bounded.ts';
import type { Counters } from '../platform/counters.ts';
import type { Signer } from '../platform/crypto/signer.ts';
import type { Database } from '../platform/db/index.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tasks } from '../platform/tasks.ts';
import { acknowledged } from './acknowledged.ts';
import { backoffMs } from './backoff.ts';
import { gatherFacts } from './facts.ts';
import type { FlowUrls } from './flow-urls.ts';
import { composeMessage, composeOrder, type Message } from './message.ts';
import { decideSilence } from './silence.ts';
import { settleSilence } from './silent.ts';
import { decideSlot, sooner } from './slot.ts';
import * as store from './store.ts';
import type { AgentKey } from './tables.ts';
import { decideWithoutRole, lookAtShadow, type OnReports, openOrder } from './without-role/order.ts';

export type DispatchDeps = {
  database: Database;
  clock: Clock;
  ids: Ids;
  log: Logger;
  counters: Counters;
  tasks: Tasks;
  signer: Signer;
  publicUrl: () => URL;
  connections: Pick<Connections, 'aws'>;
  devices: Pick<Devices, 'snapshots' | 'setGates'>;
  licences: Pick<Licences, 'current'>;
  flowUrls: Pick<FlowUrls, 'issue'>;
  onReports: OnReports;
};

/** Brings what devices should hear into their shadows. Whatever it cannot do now, it leaves due for the job that looks again. */
export type Dispatch = {
  /** Looks at devices now and writes what is wanted. */
  now(connection: ConnectionRef, names: readonly string[]): Promise<void>;
  /** The same, after the caller has answered. Call it after the commit of what changed. */
  later(connection: ConnectionRef, names: readonly string[]): void;
};

/** Longer than a call to AWS may take. */
const LEASE_MS = 30_000;
const WRITES_AT_ONCE = 8;
/** When to see whether a device has taken its token, counted from the look before. */
const TOKEN_LOOKS_MS = [1_000, 2_000, 3_000, 4_000];
/** When to see whether a device that cannot report has taken its order, likewise. */
const ORDER_LOOKS_MS = [1_000, 2_000, 4_000, 8_000];

export function createDispatch(deps: DispatchDeps): Dispatch {
  const now = (connection: ConnectionRef, names: readonly string[]) =>
    eachBounded(names, WRITES_AT_ONCE, (thingName) => {
      const key: AgentKey = { wireId: connection.wireId, thingName };
      return serve(deps, connection, key).catch((error: unknown) => noteFailure(deps, connection, key, error));
    });
  return {
    now,
    later: (connection, names) => deps.tasks.start('agents.dispatch', () => now(connection, names)),
  };
}

/** Writes until nothing more is wanted. Whoever changes something meanwhile finds the lease taken and may go. */
async function serve(deps: DispatchDeps, connection: ConnectionRef, key: AgentKey): Promise<void> {
  const { database, clock, ids } = deps;
  const token = ids.token();
  const lease = { token, now: new Date(clock.now()), until: new Date(clock.now() + LEASE_MS) };
  if (!(await store.takeLease(database.root, key, lease))) return;
  try {
    for (let look = false; ; ) {
      const next = await nextStep(deps, connection, key, { token, look });
      look = next === 'look';
      if (next === 'done') return;
      if (next === 'settle') await settleSilence(deps, connection, key);
      else if (next !== 'look') await write(deps, connection, key, { message: next, token });
    }
  } catch (error) {
    await store.releaseLease(database.root, key, token, new Date(clock.now() + backoffMs(1)));
    throw error;
  }
}

/**
 * What to write next. `done`: there is nothing, and the lease was given back; `look`: not known yet, ask again; `settle`: the
 * device is to be shown as silent, or no longer so.
 */
async function nextStep(
  deps: DispatchDeps,
  connection: ConnectionRef,
  key: AgentKey,
  { token, look }: { token: string; look: boolean },
): Promise<Message | 'look' | 'settle' | 'done'> {
  const { roleArn, id } = connection;
  const iotData = async () => (await deps.connections.aws(id)).iotData;
  const seen = roleArn === null || look ? await lookAtShadow(deps, iotData, key) : undefined;
  return deps.database.transaction(async (tx) => {
    const agent = await store.lockAgent(tx, key);
    if (agent.lease_token !== token) return 'done';
    const { facts, device } = await gatherFacts(deps, tx, connection, { key, agent });
    const { silence, lookAgainAt: silentAt } = decideSilence(facts);
    if (device && device.silence !== silence) return 'settle';
    const isOld = !!device?.agent && capabilitiesOf(device.agent).flow === 'message';
    const byMessage = roleArn === null || (isOld && openOrder(agent) !== undefined);
    const decision = byMessage
      ? await decideWithoutRole(deps, tx, { connection, key, agent, facts, seen })
      : decideSlot(facts);
    if (decision === 'look') return 'look';
    if ('flow' in decision) return composeOrder(deps.flowUrls, key, decision.flow);
    const step = sooner(decision, silentAt);
    if ('write' in step) return composeMessage(deps, { key, agent, licence: facts.licence }, step.write);
    const { lookAgainAt } = step;
    await store.releaseLease(tx, key, token, lookAgainAt === null ? null : new Date(lookAgainAt));
    return 'done';
  });
}

async function write(
  deps: DispatchDeps,
  connection: ConnectionRef,
  key: AgentKey,
  { message, token }: { message: Message; token: string },
): Promise<void> {
  const { database, clock, counters, tasks, connections } = deps;
  const text = encodeShadowMessage(message.content);
  const { iotData } = await connections.aws(connection.id);
  await iotData.updateThingShadow(key.thingName, orderMessage(text) as { state: unknown });
  const at = new Date(clock.now());
  const leaseUntil = new Date(clock.now() + LEASE_MS);
  // Through a connection without a role nobody can answer.
  const asks = connection.roleArn !== null && message.kind !== 'auth';
  await store.noteWritten(database.root, key, token, { ...message, asks, at, leaseUntil });
  counters.add(`agents.slot.${message.kind}`);
  if (message.kind === 'auth')
    tasks.start('agents.cover_token', (signal) => coverToken(deps, connection, key, { text, at, signal }));
  if (message.kind === 'deploy')
    tasks.start('agents.follow_order', (signal) => followOrder(deps, connection, key, signal));
}

/** Looks soon whether an order was taken. Later looks are due by themselves. */
async function followOrder(
  deps: DispatchDeps,
  connection: ConnectionRef,
  key: AgentKey,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const pause of ORDER_LOOKS_MS) {
      await deps.clock.sleep(pause, signal);
      await serve(deps, connection, key);
      const [agent] = await store.findAgents(deps.database.root, key.wireId, [key.thingName]);
      if (!agent || openOrder(agent) === undefined) return;
    }
  } catch (error) {
    if (!signal.aborted) noteFailure(deps, connection, key, error);
  }
}

/**
 * Once the device has taken its token, or had the time to, something else takes the token's place in the shadow. When this
 * fails, the look that is due after that time covers it.
 */
async function coverToken(
  deps: DispatchDeps,
  connection: ConnectionRef,
  key: AgentKey,
  { text, at, signal }: { text: string; at: Date; signal: AbortSignal },
): Promise<void> {
  try {
    for (const pause of TOKEN_LOOKS_MS) {
      await deps.clock.sleep(pause, signal);
      const { iotData } = await deps.connections.aws(connection.id);
      if (acknowledged(await iotData.getThingShadow(key.thingName)) === text) break;
    }
    await store.settleSlot(deps.database.root, key, at);
    await serve(deps, connection, key);
  } catch (error) {
    if (!signal.aborted) noteFailure(deps, connection, key, error);
  }
}

function noteFailure({ counters, log }: DispatchDeps, connection: ConnectionRef, key: AgentKey, error: unknown): void {
  counters.add('agents.slot.failed');
  const fields = { event: 'agents.slot_failed', connection: connection.id, thing: key.thingName, err: error };
  log.warn(fields, 'could not write to a device’s shadow; will try again');
}
