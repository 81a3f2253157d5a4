import { encodeShadowMessage, orderMessage } from '@thingdock/device-protocol';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Batches } from '../platform/batches.ts';
import { createSlots, eachBounded, type Slots } from '../platform/bounded.ts';
import type { Counters } from '../platform/counters.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tasks } from '../platform/tasks.ts';
import { acknowledged } from './acknowledged.ts';
import { backoffMs } from './backoff.ts';
import type { Message } from './message.ts';
import { settleSilence } from './silent.ts';
import { createSteps, type Question, type Step, type StepDeps } from './steps.ts';
import * as store from './store.ts';
import type { AgentKey } from './tables.ts';
import { lookAtShadow, openOrder } from './without-role/order.ts';
import type { Written } from './written.ts';

export type DispatchDeps = StepDeps & {
  log: Logger;
  counters: Counters;
  tasks: Tasks;
  connections: Pick<Connections, 'aws'>;
  devices: Pick<Devices, 'snapshots' | 'setGates'>;
};

/** Brings what devices should hear into their shadows. Whatever it cannot do now, it leaves due for the job that looks again. */
export type Dispatch = {
  /** Looks at devices now and writes what is wanted. */
  now(connection: ConnectionRef, names: readonly string[]): Promise<void>;
  /** The same, after the caller has answered. Call it after the commit of what changed. */
  later(connection: ConnectionRef, names: readonly string[]): void;
};

/** Devices that are served together, and calls to AWS at a time among these. */
const DEVICES_AT_ONCE = 64;
const WRITES_AT_ONCE = 16;
/** A device waits for its token for ten seconds, so an answer that did not go out is tried again while it still does. */
const ANSWER_AGAIN_MS = 1_000;
/** When to see whether a device has taken its token, counted from the look before. */
const TOKEN_LOOKS_MS = [1_000, 2_000, 3_000, 4_000];
/** When to see whether a device that cannot report has taken its order, likewise. */
const ORDER_LOOKS_MS = [1_000, 2_000, 4_000, 8_000];

export function createDispatch(deps: DispatchDeps): Dispatch {
  const inner = { ...deps, steps: createSteps(deps) };
  const now = (connection: ConnectionRef, names: readonly string[]) => {
    const writes = createSlots(WRITES_AT_ONCE);
    return eachBounded(names, DEVICES_AT_ONCE, (thingName) => {
      const key: AgentKey = { wireId: connection.wireId, thingName };
      return serve(inner, connection, key, writes).catch((error: unknown) => noteFailure(deps, connection, key, error));
    });
  };
  return {
    now,
    later: (connection, names) => deps.tasks.start('agents.dispatch', () => now(connection, names)),
  };
}

type Inner = DispatchDeps & { steps: Batches<Question, Step> };

/** Writes until nothing more is wanted. Whoever changes something meanwhile finds that there is a writer and may go. */
async function serve(inner: Inner, connection: ConnectionRef, key: AgentKey, writes = createSlots(1)): Promise<void> {
  const { database, clock, ids, steps } = inner;
  const who = { connection, thingName: key.thingName, token: ids.token() };
  let step: Step = 'done';
  try {
    for (step = await steps.take({ ...who, begins: true }); step !== 'done'; ) {
      const did = await carryOut(inner, connection, key, { step, writes });
      const next = await steps.take({ ...who, ...did });
      if (typeof step !== 'string') follow(inner, connection, key, { text: did.text, written: did.written });
      step = next;
    }
  } catch (error) {
    const pause = typeof step !== 'string' && step.kind === 'auth' ? ANSWER_AGAIN_MS : backoffMs(1);
    await store.releaseLease(database.root, key, who.token, new Date(clock.now() + pause));
    throw error;
  }
}

type Did = Pick<Question, 'written' | 'looked' | 'seen'> & { text?: string };

async function carryOut(
  inner: Inner,
  connection: ConnectionRef,
  key: AgentKey,
  { step, writes }: { step: Exclude<Step, 'done'>; writes: Slots },
): Promise<Did> {
  if (step === 'settle') {
    await settleSilence(inner, connection, key);
    return {};
  }
  if (step === 'look') {
    const iotData = async () => (await inner.connections.aws(connection.id)).iotData;
    return { looked: true, seen: await writes(() => lookAtShadow(inner, iotData, key)) };
  }
  return writes(() => write(inner, connection, key, step));
}

async function write(
  { clock, counters, connections }: Inner,
  connection: ConnectionRef,
  key: AgentKey,
  message: Message,
): Promise<{ text: string; written: Written }> {
  const text = encodeShadowMessage(message.content);
  const { iotData } = await connections.aws(connection.id);
  await iotData.updateThingShadow(key.thingName, orderMessage(text) as { state: unknown });
  counters.add(`agents.slot.${message.kind}`);
  const { kind, uid, answered } = message;
  // Through a connection without a role nobody can answer.
  const asks = connection.roleArn !== null && kind !== 'auth';
  return { text, written: { kind, uid, answered, asks, at: new Date(clock.now()) } };
}

/** Some messages have to be looked after soon. */
function follow(inner: Inner, connection: ConnectionRef, key: AgentKey, { text, written }: Did): void {
  const { tasks } = inner;
  if (written?.kind === 'auth')
    tasks.start('agents.cover_token', (signal) =>
      coverToken(inner, connection, key, { text: text ?? '', at: written.at, signal }),
    );
  if (written?.kind === 'deploy')
    tasks.start('agents.follow_order', (signal) => followOrder(inner, connection, key, signal));
}

/** Looks soon whether an order was taken. Later looks are due by themselves. */
async function followOrder(deps: Inner, connection: ConnectionRef, key: AgentKey, signal: AbortSignal): Promise<void> {
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
  deps: Inner,
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
