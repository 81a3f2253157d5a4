import {
  CONTROL_TOPICS,
  type ControlRequest,
  encodeFrame,
  errorResponse,
  type JsonObject,
  okResponse,
  parseControlRequest,
  parseRequestFrame,
  parseThingName,
  type StateGetRequest,
  stateElement,
  toDeviceTopic,
} from '@thingdock/device-protocol';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Devices } from '../../devices/index.ts';
import type { Counters } from '../../platform/counters.ts';
import type { Executor } from '../../platform/db/index.ts';
import type { FlowUrls } from '../flow-urls.ts';
import * as store from '../store.ts';
import type { AgentKey, AgentRow } from '../tables.ts';
import { findTree, findTrees } from '../tree-store.ts';
import { isDesiredFlow } from './desired-flow.ts';
import type { ControlFrame, DeviceWord, FrameEffect } from './effect.ts';
import { reportedMonitoring } from './monitoring.ts';
import { statesOf, updateState } from './update-state.ts';

export type FrameDeps = {
  clock: { now(): number };
  counters: Counters;
  devices: Pick<Devices, 'noteHeard' | 'noteMonitoring' | 'announce'>;
  flowUrls: FlowUrls;
};

/** A device repeats a request after 30 s, three times in all; then nobody waits for the answer any more. */
const OLDEST_MS = 90_000;

/** What a request leads to besides its answer. */
type Handled = { words: DeviceWord[]; fetched?: number; body: JsonObject } | { refusal: string };

/**
 * Takes in a control message of a known device. Repetitions are answered afresh: all requests are questions or absolute
 * changes. What the device should hear is in the effect, to be sent after the commit.
 */
export async function applyFrame(
  deps: FrameDeps,
  tx: Executor,
  connection: ConnectionRef,
  frame: ControlFrame,
): Promise<FrameEffect> {
  const nothing: FrameEffect = { thingName: frame.thingName, reports: [], look: false };
  const thing = parseThingName(frame.thingName);
  const request = parseRequestFrame(frame.payload);
  if (!thing.ok || !request.ok) return count('agents.frames.malformed', nothing);
  if (deps.clock.now() - frame.receivedAt > OLDEST_MS) return count('agents.frames.too_old', nothing);

  const key: AgentKey = { wireId: connection.wireId, thingName: thing.value };
  const parsed = parseControlRequest(request.value);
  const began = await deps.devices.noteHeard(tx, connection, key.thingName, { at: frame.receivedAt });
  const agent = await store.lockAgent(tx, key);
  await store.noteHeard(tx, key, connection.id, new Date(frame.receivedAt));
  const handled = parsed.ok
    ? await handle(deps, tx, { connection, key, request: parsed.value, receivedAt: frame.receivedAt })
    : { refusal: parsed.problem };
  const { id } = request.value;
  const answer = 'refusal' in handled ? errorResponse(id, handled.refusal) : okResponse(id, handled.body);
  return count('refusal' in handled ? 'agents.frames.refused' : 'agents.frames.answered', {
    ...nothing,
    began,
    answer: { topic: toDeviceTopic(thing.value), payload: encodeFrame(answer) },
    ...('refusal' in handled
      ? {}
      : {
          reports: handled.words.map((word) => ({ ...word, thingName: key.thingName })),
          ...fetchedMember(handled.fetched),
        }),
    look: mayNeed(agent, connection, 'refusal' in handled ? undefined : handled.fetched),
  });

  function count(name: string, effect: FrameEffect): FrameEffect {
    deps.counters.add(name);
    return effect;
  }
}

type Request = { connection: ConnectionRef; key: AgentKey; request: ControlRequest; receivedAt: number };

async function handle(deps: FrameDeps, tx: Executor, input: Request): Promise<Handled> {
  const { key, request } = input;
  switch (request.topic) {
    case CONTROL_TOPICS.getState:
      return getState(deps, tx, input, request.body);
    case CONTROL_TOPICS.updateState:
      return update(deps, tx, input, request.updates);
    case CONTROL_TOPICS.flowDataUrl: {
      const desired = await findTree(tx, key, 'desired');
      if (!isDesiredFlow(desired?.state, request.body)) return { refusal: 'this flow is not meant for the device' };
      return { words: [], body: { url: deps.flowUrls.issue({ ...key, ...request.body }) } };
    }
    case CONTROL_TOPICS.commandResponse:
      return { words: [], body: {} };
  }
}

async function getState(
  { devices }: FrameDeps,
  tx: Executor,
  { connection, key, receivedAt }: Request,
  get: StateGetRequest,
): Promise<Handled> {
  const trees = (await findTrees(tx, key.wireId, [key.thingName])).get(key.thingName);
  // A connection that was made anew learns here what the device said under the one before.
  const monitoring = reportedMonitoring(trees?.get('reported')?.state);
  if (monitoring !== undefined) await devices.noteMonitoring(tx, connection, key.thingName, monitoring);
  const states = get.states.map((asked) => stateElement(asked, trees?.get(asked.type), get.ref === true));
  const desired = get.states.some((asked) => asked.type === 'desired');
  const fetched = desired ? trees?.get('desired')?.meta?.uId : undefined;
  if (desired) await store.noteFetched(tx, key, fetched ?? null, new Date(receivedAt));
  const words: DeviceWord[] = desired ? [{ about: 'fetched', ...statesOf(trees) }] : [];
  return { words, body: { states } as unknown as JsonObject, ...fetchedMember(fetched) };
}

async function update(
  { clock, devices }: FrameDeps,
  tx: Executor,
  { connection, key, receivedAt }: Request,
  updates: Parameters<typeof updateState>[2],
): Promise<Handled> {
  const outcome = await updateState(tx, key, updates, { receivedAt, now: clock.now() });
  const { agent } = outcome;
  if (agent) await devices.noteHeard(tx, connection, key.thingName, { at: receivedAt, agent });
  if (outcome.monitoring !== undefined) await devices.noteMonitoring(tx, connection, key.thingName, outcome.monitoring);
  if (outcome.flowStatusChanged) await devices.announce(tx, connection, [key.thingName]);
  return { words: outcome.words, body: { updates: outcome.results } as unknown as JsonObject };
}

const fetchedMember = (fetched: number | undefined) => (fetched === undefined ? {} : { fetched });

/** Whether the device lacks something, going by what was known before this frame and what its answer brings. */
function mayNeed(agent: AgentRow, connection: ConnectionRef, fetched: number | undefined): boolean {
  const first = agent.heard_at === null || agent.heard_connection_id !== connection.id;
  return first || (agent.desired_uid ?? 0) > (fetched ?? agent.fetched_uid ?? 0);
}
