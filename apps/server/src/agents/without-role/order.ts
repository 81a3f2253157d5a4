import { decodeShadowMessage, type FlowIdentity, isObject, readPresence } from '@thingdock/device-protocol';
import type { IotDataApi } from '../../aws/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Database, Executor } from '../../platform/db/index.ts';
import { acknowledged } from '../acknowledged.ts';
import { desiredFlow } from '../frames/desired-flow.ts';
import type { FlowReport } from '../frames/effect.ts';
import { decideAuth, type SlotDecision, type SlotFacts } from '../slot.ts';
import * as store from '../store.ts';
import type { AgentKey, AgentRow } from '../tables.ts';
import { findTree } from '../tree-store.ts';
import { decideOrder } from './decide.ts';
import { endOrder, noteTaken } from './store.ts';

/** Takes in what became of deployments, as part of the transaction that finds it out. */
export type OnReports = (tx: Executor, connection: ConnectionRef, reports: readonly FlowReport[]) => Promise<void>;

/** What a shadow shows: whether its device is online, and which ordered deployment it acknowledged. */
export type Seen = { connected: boolean; taken: string | undefined };

/** Looks at the shadow of a device that something is ordered for; no message tells when it changes. Others are left alone. */
export async function lookAtShadow(
  { database }: { database: Database },
  iotData: () => Promise<Pick<IotDataApi, 'getThingShadow'>>,
  key: AgentKey,
): Promise<Seen | undefined> {
  const [agent] = await store.findAgents(database.root, key.wireId, [key.thingName]);
  if (!agent || (openOrder(agent) === undefined && agent.auth_deadline === null)) return undefined;
  const shadow = await (await iotData()).getThingShadow(key.thingName);
  const reported = isObject(shadow?.state.reported) ? shadow.state.reported : {};
  const message = decodeShadowMessage(String(acknowledged(shadow) ?? ''));
  const taken = message.ok && message.value.messageType === 'deploy' ? message.value.message.flow?.updateId : undefined;
  return { connected: readPresence(reported.enebular).connected === true, taken };
}

type Known = { connection: ConnectionRef; key: AgentKey; agent: AgentRow; facts: SlotFacts; seen: Seen | undefined };

/**
 * What to write for a device of a connection without a role, which hears but cannot ask: nothing but what somebody deployed,
 * and answers to its auth requests. What became of an order is reported. `look`: this needs a look at the shadow first.
 */
export async function decideWithoutRole(
  { onReports }: { onReports: OnReports },
  tx: Executor,
  { connection, key, agent, facts, seen }: Known,
): Promise<SlotDecision | { write: 'deploy'; flow: FlowIdentity } | 'look'> {
  const { now } = facts;
  const auth = decideAuth({ ...facts, connected: facts.connected || seen?.connected === true });
  if (auth) return auth;
  const updateId = openOrder(agent);
  const flow = updateId === undefined ? undefined : desiredFlow((await findTree(tx, key, 'desired'))?.state);
  if (updateId === undefined || flow?.updateId !== updateId) return { lookAgainAt: null };
  // It was ordered after the decision not to look.
  if (!seen) return 'look';
  const takenNow = seen.taken === updateId && agent.order_taken_at === null;
  if (takenNow) await noteTaken(tx, key, updateId, new Date(now));
  const time = (date: Date | null) => date?.getTime() ?? null;
  const order = {
    since: time(agent.order_since) ?? now,
    at: time(agent.order_at),
    takenAt: takenNow ? now : time(agent.order_taken_at),
    fetchedAt: time(agent.order_fetched_at),
  };
  const decision = decideOrder({ now, connected: seen.connected, order, attempts: agent.attempts });
  if ('write' in decision) return { ...decision, flow };
  if ('lookAgainAt' in decision) return decision;
  await endOrder(tx, key, updateId);
  if (decision.end !== 'given_up')
    await onReports(tx, connection, [
      {
        about: 'flow',
        thingName: key.thingName,
        ...flow,
        ts: now,
        ...ENDS[connection.roleArn === null ? 'noRole' : 'oldAgent'][decision.end],
      },
    ]);
  return { lookAgainAt: null };
}

/** The deployment that is ordered and not ended. */
export const openOrder = ({ order_update_id: id, order_ended }: AgentRow): string | undefined =>
  order_ended ? undefined : (id ?? undefined);

const ENDS = {
  noRole: {
    deployed: {
      state: 'deployed',
      message: 'The device has the flow. Its connection has no IAM role, so whether it runs cannot be told.',
    },
    refused: {
      state: 'deployFail',
      message:
        'The device heard the order, but did not fetch the flow. Its agent needs a connection with an IAM role: migrate the connection.',
    },
  },
  oldAgent: {
    deployed: {
      state: 'deployed',
      message: 'The device has the flow. Its agent is too old to say whether it runs; from 2.5.0 on agents do.',
    },
    refused: {
      state: 'deployFail',
      message: 'The device heard the order, but did not fetch the flow. Update its agent.',
    },
  },
} as const;
