import { isObject, isThingName } from '@thingdock/device-protocol';
import type { ControlFrame } from '../agents/index.ts';
import type { TopicKind } from '../connections/index.ts';
import type { PresenceEvent, StatusPush } from '../devices/index.ts';

/** What one of our rules passed on. */
export type Payload =
  | { kind: 'status'; thingName: string; push: StatusPush }
  | { kind: 'presence'; thingName: string; event: PresenceEvent }
  | { kind: 'frame'; thingName: string; frame: ControlFrame }
  | { kind: 'probe'; thingName: string; nonce: string }
  /** A device used the topic of another one. */
  | { kind: 'spoken_for'; thingName: string }
  | { kind: 'malformed' };

/** Reads the message that came through a topic. `probeName`: the thing name of the connection's own test messages. */
export function readPayload(kind: TopicKind, message: string, probeName: string): Payload {
  const raw = parseJson(message);
  if (!isObject(raw)) return { kind: 'malformed' };
  // What tells of a client id comes through the same topic, by a rule of its own.
  if (kind === 'status' && 'eventType' in raw && !('thingName' in raw)) return readPresence(raw);
  if (!isThingName(raw.thingName)) return { kind: 'malformed' };
  const { thingName } = raw;
  return kind === 'status' ? readStatus(raw, thingName, probeName) : readFrame(raw, thingName, probeName);
}

type Raw = Record<string, unknown>;

function readStatus(raw: Raw, thingName: string, probeName: string): Payload {
  const { enebular, version, timestamp, clientToken, receivedAt } = raw;
  if (thingName === probeName) return asProbe(thingName, enebular);
  if (!isNumber(version) || !isNumber(timestamp) || !isNumber(receivedAt)) return { kind: 'malformed' };
  const token = typeof clientToken === 'string' ? clientToken : null;
  const push: StatusPush = { thingName, enebular, version, timestamp, clientToken: token, receivedAt };
  return { kind: 'status', thingName, push };
}

/** Of client ids that cannot be names of things nothing is kept. */
function readPresence(raw: Raw): Payload {
  const { clientId, eventType, sessionIdentifier: session, versionNumber: version, timestamp: at, ipAddress } = raw;
  if (eventType !== 'connected' && eventType !== 'disconnected') return { kind: 'malformed' };
  if (!isThingName(clientId) || !isShort(session) || !isNumber(version) || !isNumber(at)) return { kind: 'malformed' };
  // By Basic Ingest a device may feed the rule itself; then AWS names it as the sender.
  const { sender } = raw;
  if (isShort(sender) && sender !== 'n/a' && sender !== clientId) return { kind: 'spoken_for', thingName: clientId };
  const connected = eventType === 'connected';
  const address = isShort(ipAddress) ? ipAddress : null;
  const event = { thingName: clientId, connected, session, version, at, address, end: connected ? null : endOf(raw) };
  return { kind: 'presence', thingName: clientId, event };
}

function endOf({ clientInitiatedDisconnect, disconnectReason }: Raw): PresenceEvent['end'] {
  if (clientInitiatedDisconnect === true) return 'clean';
  return disconnectReason === 'DUPLICATE_CLIENTID' ? 'ousted' : 'lost';
}

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 128;

function readFrame(raw: Raw, thingName: string, probeName: string): Payload {
  const { clientId, receivedAt, payload } = raw;
  if (typeof payload !== 'string' || !isNumber(receivedAt)) return { kind: 'malformed' };
  const bytes = Buffer.from(payload, 'base64');
  if (thingName === probeName) return asProbe(thingName, parseJson(bytes.toString('utf8')));
  // By Basic Ingest a device may name any thing in the topic; its own name it cannot choose.
  if (clientId !== thingName) return { kind: 'spoken_for', thingName };
  return { kind: 'frame', thingName, frame: { thingName, clientId, receivedAt, payload: bytes } };
}

function asProbe(thingName: string, carrier: unknown): Payload {
  const nonce = isObject(carrier) ? carrier.probe : undefined;
  return typeof nonce === 'string' ? { kind: 'probe', thingName, nonce } : { kind: 'malformed' };
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
