import { type AgentInfo, parseAgentInfo } from './agent-info.ts';
import { isObject, type JsonObject, type Parsed, parsed, parseObject, problem } from './json.ts';

/** What a device says of itself under `state.reported.enebular`; members it does not carry are absent. */
export type Presence = { connected?: boolean; agent?: AgentInfo };

/** The parts of a shadow that this protocol uses. */
export type ShadowView = {
  version: number;
  /** `state.desired.message`: the last message that the cloud wrote. */
  desired?: string;
  /** `state.reported.message`: the message that the device acknowledged last. */
  acknowledged?: string;
  /** `state.delta.message`: the message that is still to be acknowledged. */
  pending?: string;
  presence: Presence;
};

/** A delta: the message that the device has not acknowledged yet, if that is what differs. */
export type ShadowDelta = { version: number; message?: string };

/** An accepted or rejected answer of the shadow service; `code` and `reason` only when it was rejected. */
export type ShadowAnswer = { clientToken?: string; version?: number; code?: number; reason?: string };

/** Device: says whether it is connected. Also the payload of the last will (`connected: false`, no token). */
export function reportConnected(connected: boolean): JsonObject {
  return { state: { reported: { enebular: { awsiot: { connected } } } } };
}

/** Device: says which agent it runs. */
export function reportAgent(info: AgentInfo): JsonObject {
  return { state: { reported: { enebular: { agent: { type: info.type, v: info.v } } } } };
}

/** Device: acknowledges a message by repeating exactly the string that it received. */
export function acknowledgeMessage(message: string): JsonObject {
  return { state: { reported: { message } } };
}

/**
 * Cloud: puts a message (see `encodeShadowMessage`) into the shadow's only slot. Nothing else belongs under `desired`:
 * an unknown key there sends agent 2.18 into an endless loop of updates.
 */
export function orderMessage(message: string): JsonObject {
  return { state: { desired: { message } } };
}

/** Reads the subtree `reported.enebular`. It may be null or hold the agent info alone; only a JSON boolean counts. */
export function readPresence(enebular: unknown): Presence {
  if (!isObject(enebular)) return {};
  const presence: Presence = {};
  const awsiot = enebular.awsiot;
  if (isObject(awsiot) && typeof awsiot.connected === 'boolean') presence.connected = awsiot.connected;
  const agent = parseAgentInfo(enebular.agent);
  if (agent.ok) presence.agent = agent.value;
  return presence;
}

/** Parses the payload of `update/delta`. */
export function parseShadowDelta(payload: string | Uint8Array): Parsed<ShadowDelta> {
  const body = parseObject(payload);
  if (!body.ok) return body;
  const { state, version } = body.value;
  if (typeof version !== 'number' || !isObject(state)) return problem('a delta needs version and state');
  return parsed({ version, ...message('message', state) });
}

/** Parses a whole shadow: the payload of `get/accepted` or the answer of GetThingShadow. */
export function parseShadow(payload: string | Uint8Array): Parsed<ShadowView> {
  const body = parseObject(payload);
  if (!body.ok) return body;
  const { state, version } = body.value;
  if (typeof version !== 'number') return problem('a shadow needs a version');
  const part = (name: string): JsonObject => {
    const value = isObject(state) ? state[name] : undefined;
    return isObject(value) ? value : {};
  };
  return parsed({
    version,
    ...message('desired', part('desired')),
    ...message('acknowledged', part('reported')),
    ...message('pending', part('delta')),
    presence: readPresence(part('reported').enebular),
  });
}

/** Parses the payload of `update/accepted`, `update/rejected` or `get/rejected`. */
export function parseShadowAnswer(payload: string | Uint8Array): Parsed<ShadowAnswer> {
  const body = parseObject(payload);
  if (!body.ok) return body;
  const { clientToken, version, code, message: reason } = body.value;
  const answer: ShadowAnswer = {};
  if (typeof clientToken === 'string') answer.clientToken = clientToken;
  if (typeof version === 'number') answer.version = version;
  if (typeof code === 'number') answer.code = code;
  if (typeof reason === 'string') answer.reason = reason;
  return parsed(answer);
}

/** `{ [name]: part.message }` when that is a string, else nothing. */
function message<K extends string>(name: K, part: JsonObject): { [key in K]?: string } {
  const found: { [key in K]?: string } = {};
  if (typeof part.message === 'string') found[name] = part.message;
  return found;
}
