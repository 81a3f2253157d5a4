import { isStateType, parseStateMeta, type StateMeta, type StateType } from './device-state.ts';
import { type FlowIdentity, parseFlowIdentity } from './flow-identity.ts';
import { isObject, isText, type Json, type JsonObject, type Parsed, parsed, parseObject, problem } from './json.ts';

/** Binds a device to a connection. On the wire any member may be missing or empty: then the device keeps what it has. */
export type Register = {
  connectionId?: string;
  /** Equals the thing name. */
  deviceId?: string;
  /** Whole URL of the auth request. */
  authRequestUrl?: string;
  /** Paths are appended to it without a further slash. */
  agentManagerBaseUrl?: string;
};

/** The answer to an auth request, or with `-` in all three texts the order to start one (`AUTH_TRIGGER`). */
export type UpdateAuth = { idToken: string; accessToken: string; state: string; isDeviceMaster?: boolean };

/** A change of one device state tree, or `refresh`: the order to fetch it. The nonce makes each order a new string. */
export type DeviceStateChange =
  | ({ type: StateType; path?: string; meta: StateMeta; extRef?: JsonObject } & (
      | { op: 'set'; state: Json }
      | { op: 'remove' }
    ))
  | { type: StateType; op: 'refresh'; nonce: string };

/**
 * The order to run a flow, whole: for devices that cannot ask for it, because nothing carries their control messages. Agents
 * of the field up to 2.12 know it and read the URL only; `flow` names the deployment for those that look.
 */
export type DeployOrder = { downloadUrl: string; flow?: FlowIdentity };

/** What travels in the shadow's `desired.message`. */
export type ShadowMessage =
  | { messageType: 'deploy'; message: DeployOrder }
  | { messageType: 'register'; message: Register }
  | { messageType: 'updateAuth'; message: UpdateAuth }
  | { messageType: 'deviceStateChange'; message: DeviceStateChange };

/** Asks the device to authenticate now. */
export const AUTH_TRIGGER: UpdateAuth = { idToken: '-', accessToken: '-', state: '-' };
/** An access token that means "not entitled". */
export const NO_ACCESS = '-';

export const isAuthTrigger = (auth: UpdateAuth): boolean =>
  auth.idToken === '-' && auth.accessToken === '-' && auth.state === '-';

/**
 * The largest message, in UTF-8 bytes, that fits a shadow: AWS allows 8 KB of state, and the message is held twice
 * (desired and, once acknowledged, reported). Larger changes go as `refresh`.
 */
export const MESSAGE_LIMIT = 3_500;

/** The string for `desired.message`. */
export function encodeShadowMessage(message: ShadowMessage): string {
  const { messageType } = message;
  if (messageType !== 'deploy') return JSON.stringify({ messageType, message: message.message });
  const { downloadUrl, flow } = message.message;
  return JSON.stringify({ messageType, message: { downloadUrl, ...flow } });
}

/** True when the encoded message leaves room for its acknowledgement in the shadow. */
export function fitsShadow(encoded: string): boolean {
  return new TextEncoder().encode(encoded).length <= MESSAGE_LIMIT;
}

/** Reads a `desired.message` string. Unknown message types are a problem to report, and still to be acknowledged. */
export function decodeShadowMessage(text: string): Parsed<ShadowMessage> {
  const envelope = parseObject(text);
  if (!envelope.ok) return envelope;
  const { messageType, message } = envelope.value;
  if (!isObject(message)) return problem('the message has no body');
  if (messageType === 'register') return parsed({ messageType, message: readRegister(message) });
  if (messageType === 'updateAuth') return wrap(messageType, parseUpdateAuth(message));
  if (messageType === 'deploy') return wrap(messageType, parseDeployOrder(message));
  if (messageType === 'deviceStateChange') return wrap(messageType, parseDeviceStateChange(message));
  return problem(`unknown message type ${JSON.stringify(messageType)}`);
}

function wrap<T extends string, M>(messageType: T, message: Parsed<M>): Parsed<{ messageType: T; message: M }> {
  return message.ok ? parsed({ messageType, message: message.value }) : message;
}

function readRegister(raw: JsonObject): Register {
  const register: Register = {};
  for (const key of ['connectionId', 'deviceId', 'authRequestUrl', 'agentManagerBaseUrl'] as const) {
    const value = raw[key];
    if (isText(value)) register[key] = value;
  }
  return register;
}

function parseDeployOrder(raw: JsonObject): Parsed<DeployOrder> {
  const { downloadUrl } = raw;
  if (!isText(downloadUrl)) return problem('deploy lacks downloadUrl');
  const flow = parseFlowIdentity(raw);
  return parsed({ downloadUrl, ...(flow.ok ? { flow: flow.value } : {}) });
}

function parseUpdateAuth(raw: JsonObject): Parsed<UpdateAuth> {
  const { idToken, accessToken, state, isDeviceMaster } = raw;
  if (!isText(idToken) || !isText(accessToken) || !isText(state))
    return problem('updateAuth lacks idToken, accessToken or state');
  return parsed({
    idToken,
    accessToken,
    state,
    ...(typeof isDeviceMaster === 'boolean' ? { isDeviceMaster } : {}),
  });
}

/** Every change that cannot be applied as it stands (unknown op, no state, no meta) is read as the order to fetch the tree. */
function parseDeviceStateChange(raw: JsonObject): Parsed<DeviceStateChange> {
  const { type, op, path, state, extRef } = raw;
  if (!isStateType(type)) return problem(`unknown device state type ${JSON.stringify(type)}`);
  const meta = parseStateMeta(raw.meta);
  const refresh = { type, op: 'refresh', nonce: isText(raw.nonce) ? raw.nonce : '' } as const;
  if (!meta.ok || (path !== undefined && typeof path !== 'string')) return parsed(refresh);
  const common = { type, meta: meta.value, ...(path ? { path } : {}), ...(isObject(extRef) ? { extRef } : {}) };
  if (op === 'set' && state !== undefined) return parsed({ ...common, op, state });
  if (op === 'remove') return parsed({ ...common, op });
  return parsed(refresh);
}
