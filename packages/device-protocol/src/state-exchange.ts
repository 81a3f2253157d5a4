import {
  isStateType,
  parseStateMeta,
  parseStateRefs,
  type StateDocument,
  type StateMeta,
  type StateOperation,
  type StateRefs,
  type StateType,
} from './device-state.ts';
import { isObject, type Json, type JsonObject, type Parsed, parsed, problem } from './json.ts';

/** Body of `deviceState/device/get`; `baseUpdateId` is the revision that the device holds. */
export type StateGetRequest = { states: readonly { type: StateType; baseUpdateId?: number }[]; ref?: boolean };

/** One tree in the answer. Without `meta` the cloud does not know it; without `state` the device is up to date. */
export type StateElement = { type: StateType; meta?: StateMeta; state?: JsonObject; ref?: StateRefs };

/** One change that a device reports. `extRef.desired` repeats the note of the desired state that caused it. */
export type StateUpdate = StateOperation & { type: 'reported' | 'status'; path?: string; extRef?: JsonObject | null };

/** The cloud's verdict on one change, in the order of the request. */
export type StateUpdateResult = { success: true; meta?: StateMeta } | { success: false; message?: string };

export function parseStateGetRequest(body: JsonObject): Parsed<StateGetRequest> {
  if (!Array.isArray(body.states)) return problem('states is not a list');
  const states: { type: StateType; baseUpdateId?: number }[] = [];
  for (const entry of body.states) {
    if (!isObject(entry) || !isStateType(entry.type)) return problem('an entry of states has no known type');
    const base = entry.baseUpdateId;
    states.push({ type: entry.type, ...(typeof base === 'number' ? { baseUpdateId: base } : {}) });
  }
  return parsed({ states, ref: body.ref === true });
}

/** Cloud: the answer's element for one requested tree. `document` is what the cloud holds, undefined when nothing. */
export function stateElement(
  asked: { type: StateType; baseUpdateId?: number },
  document: StateDocument | undefined,
  withRef: boolean,
): StateElement {
  if (!document?.meta) return { type: asked.type, state: {} };
  const { type, state, meta, ref } = document;
  if (asked.baseUpdateId !== undefined && meta.uId <= asked.baseUpdateId) return { type, meta };
  return { type, meta, state, ...(withRef && Object.keys(ref).length > 0 ? { ref } : {}) };
}

/** Device: reads the elements of a `get` answer; those that cannot be understood are named in `problems`. */
export function parseStateGetAnswer(body: JsonObject): Parsed<{ elements: StateElement[]; problems: string[] }> {
  if (!Array.isArray(body.states)) return problem('states is not a list');
  const elements: StateElement[] = [];
  const problems: string[] = [];
  for (const entry of body.states) {
    const element = parseStateElement(entry);
    if (element.ok) elements.push(element.value);
    else problems.push(element.problem);
  }
  return parsed({ elements, problems });
}

function parseStateElement(entry: unknown): Parsed<StateElement> {
  if (!isObject(entry) || !isStateType(entry.type)) return problem('an element has no known type');
  const { type, state } = entry;
  if (state !== undefined && !isObject(state)) return problem(`the state of ${type} is not an object`);
  const element: StateElement = { type, ref: parseStateRefs(entry.ref) };
  if (state) element.state = state;
  if (entry.meta === undefined || entry.meta === null) return parsed(element);
  const meta = parseStateMeta(entry.meta);
  return meta.ok ? parsed({ ...element, meta: meta.value }) : problem(`${type}: ${meta.problem}`);
}

/**
 * Cloud: reads the changes of `deviceState/device/update`, each on its own: one bad entry is answered with
 * `success: false` and does not spoil its neighbours.
 */
export function parseStateUpdates(body: JsonObject): Parsed<Parsed<StateUpdate>[]> {
  return Array.isArray(body.updates) ? parsed(body.updates.map(parseStateUpdate)) : problem('updates is not a list');
}

function parseStateUpdate(entry: Json): Parsed<StateUpdate> {
  if (!isObject(entry)) return problem('an update is not an object');
  const { type, op, path, state, extRef } = entry;
  if (type !== 'reported' && type !== 'status') return problem(`a device cannot change ${JSON.stringify(type)}`);
  if (path !== undefined && path !== null && typeof path !== 'string') return problem('path is not a string');
  const common = { type, ...(path ? { path } : {}), ...(isObject(extRef) ? { extRef } : {}) } as const;
  if (op === 'set' && state !== undefined) return parsed({ ...common, op, state });
  if (op === 'remove') return parsed({ ...common, op });
  return problem(op === 'set' ? 'set needs a state' : `unknown op ${JSON.stringify(op)}`);
}

/** Device: reads the verdicts of an `update` answer. */
export function parseStateUpdateResults(body: JsonObject): Parsed<StateUpdateResult[]> {
  if (!Array.isArray(body.updates)) return problem('updates is not a list');
  return parsed(body.updates.map(readResult));
}

function readResult(entry: Json): StateUpdateResult {
  if (!isObject(entry)) return { success: false };
  const meta = parseStateMeta(entry.meta);
  if (entry.success === true) return { success: true, ...(meta.ok ? { meta: meta.value } : {}) };
  return { success: false, ...(typeof entry.message === 'string' ? { message: entry.message } : {}) };
}
