import {
  type ControlRequest,
  encodeFrame,
  errorResponse,
  okResponse,
  type Parsed,
  parseControlRequest,
  parseRequestFrame,
  parseThingName,
  type RequestFrame,
  type ThingName,
  toDeviceTopic,
} from '@thingdock/device-protocol';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Devices } from '../../devices/index.ts';
import type { Counters } from '../../platform/counters.ts';
import type { Executor } from '../../platform/db/index.ts';
import * as store from '../store.ts';
import type { AgentRow } from '../tables.ts';
import { findTrees, saveTrees } from '../tree-store.ts';
import type { ControlFrame, FrameEffect } from './effect.ts';
import { type HandleDeps, type Handled, handle } from './handle.ts';

export type FrameDeps = HandleDeps & {
  counters: Counters;
  devices: Pick<Devices, 'noteHeard' | 'noteMonitoring' | 'announce'>;
};

/** A device repeats a request after 30 s, three times in all; then nobody waits for the answer any more. */
const OLDEST_MS = 90_000;

/** A frame that is to be answered. */
type Asked = { frame: ControlFrame; thingName: ThingName; id: string; request: Parsed<ControlRequest> };
type Answered = Asked & { handled: Handled; agent: AgentRow | undefined; began: boolean };

/**
 * Takes in control messages of known devices, at most one of each: however many, in the same few statements. Repetitions are
 * answered afresh: all requests are questions or absolute changes. What a device should hear is in its effect, to be sent after
 * the commit. Effects are in the order of the frames.
 */
export async function applyFrames(
  deps: FrameDeps,
  tx: Executor,
  connection: ConnectionRef,
  frames: readonly ControlFrame[],
): Promise<FrameEffect[]> {
  const asked = frames.flatMap((frame) => read(deps, frame) ?? []);
  const answered = new Map((await answer(deps, tx, connection, asked)).map((one) => [one.frame, one]));
  await keep(deps, tx, connection, [...answered.values()]);
  return frames.map((frame) => {
    const one = answered.get(frame);
    return one ? effectOf(deps, connection, one) : { thingName: frame.thingName, reports: [], look: false };
  });
}

function read({ clock, counters }: FrameDeps, frame: ControlFrame): Asked | undefined {
  const thing = parseThingName(frame.thingName);
  const request = parseRequestFrame(frame.payload);
  if (!thing.ok || !request.ok) return void counters.add('agents.frames.malformed');
  if (clock.now() - frame.receivedAt > OLDEST_MS) return void counters.add('agents.frames.too_old');
  const { value }: { value: RequestFrame } = request;
  return { frame, thingName: thing.value, id: value.id, request: parseControlRequest(value) };
}

/** Devices are locked before their agents, and these stand for their trees. */
async function answer(
  deps: FrameDeps,
  tx: Executor,
  connection: ConnectionRef,
  asked: readonly Asked[],
): Promise<Answered[]> {
  if (asked.length === 0) return [];
  const { wireId } = connection;
  const names = asked.map(({ thingName }) => thingName);
  const heard = asked.map(({ thingName, frame }) => ({ thingName, at: frame.receivedAt }));
  const began = await deps.devices.noteHeard(tx, connection, heard);
  const agents = await store.lockAgents(tx, wireId, names);
  await store.noteHeard(
    tx,
    connection,
    heard.map(({ thingName, at }) => ({ thingName, at: new Date(at) })),
  );
  const trees = await findTrees(tx, wireId, names);
  return asked.map((one) => {
    const { thingName, request, frame } = one;
    const key = { wireId, thingName };
    const handled: Handled = request.ok
      ? handle(deps, { key, request: request.value, receivedAt: frame.receivedAt }, trees.get(thingName))
      : { refusal: request.problem };
    return { ...one, handled, agent: agents.get(thingName), began: began.has(thingName) };
  });
}

/** Stores what the requests change. */
async function keep(
  { devices }: FrameDeps,
  tx: Executor,
  connection: ConnectionRef,
  answered: readonly Answered[],
): Promise<void> {
  const accepted = answered.flatMap(({ handled, thingName, frame }) =>
    'refusal' in handled ? [] : [{ ...handled, thingName, at: frame.receivedAt }],
  );
  const trees = accepted.flatMap(({ changed, thingName }) => changed.map((tree) => ({ thingName, tree })));
  await saveTrees(tx, connection.wireId, trees);
  await store.noteFetched(
    tx,
    connection.wireId,
    accepted.flatMap(({ fetched, thingName, at }) =>
      fetched === undefined ? [] : [{ thingName, uid: fetched, at: new Date(at) }],
    ),
  );
  const agents = accepted.flatMap(({ agent, thingName, at }) => (agent ? [{ thingName, at, agent }] : []));
  await devices.noteHeard(tx, connection, agents);
  const monitoring = accepted.flatMap(({ monitoring: on, thingName }) => (on === undefined ? [] : [{ thingName, on }]));
  await devices.noteMonitoring(tx, connection, monitoring);
  const changed = accepted.filter(({ flowStatusChanged }) => flowStatusChanged);
  await devices.announce(
    tx,
    connection,
    changed.map(({ thingName }) => thingName),
  );
}

function effectOf({ counters }: FrameDeps, connection: ConnectionRef, one: Answered): FrameEffect {
  const { thingName, id, handled, agent, began } = one;
  const refused = 'refusal' in handled;
  counters.add(refused ? 'agents.frames.refused' : 'agents.frames.answered');
  const answer = refused ? errorResponse(id, handled.refusal) : okResponse(id, handled.body);
  const fetched = refused ? undefined : (handled.fetched ?? undefined);
  return {
    ...{ thingName, began },
    answer: { topic: toDeviceTopic(thingName), payload: encodeFrame(answer) },
    reports: refused ? [] : handled.words.map((word) => ({ ...word, thingName })),
    ...(fetched === undefined ? {} : { fetched }),
    look: mayNeed(agent, connection, fetched),
  };
}

/** Whether the device lacks something, going by what was known before this frame and what its answer brings. */
function mayNeed(agent: AgentRow | undefined, connection: ConnectionRef, fetched: number | undefined): boolean {
  if (!agent) return false;
  const first = agent.heard_at === null || agent.heard_connection_id !== connection.id;
  return first || (agent.desired_uid ?? 0) > (fetched ?? agent.fetched_uid ?? 0);
}
