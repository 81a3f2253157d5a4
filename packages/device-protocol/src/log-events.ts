import { isObject, type JsonObject, type Parsed } from './json.ts';

/** One line of an agent's log. Members that agents add are kept. */
export type LogEvent = {
  /** When the device wrote it, by its own clock; ISO 8601 as sent. */
  timestamp: string;
  level: string;
  message: string;
  /** `internal` for the agent itself, `service.node-red` for Node-RED. */
  context: string;
  extra: JsonObject;
};

/** An upload is at most this long (agents cut their files at this size). */
export const LOG_UPLOAD_BYTES = 256 * 1024;

/** `enebular-20201124101500123-1`: agents keep the name when they send a file again. */
const FILE_NAME = /^[A-Za-z0-9._-]{1,120}$/;

export const isLogFileName = (name: string): boolean => FILE_NAME.test(name);

/** The JSON array that agents send. Events that are none are counted, not guessed at. */
export function parseLogEvents(text: string): Parsed<{ events: LogEvent[]; unreadable: number }> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'the log is no JSON' };
  }
  if (!Array.isArray(raw)) return { ok: false, problem: 'the log is no JSON array' };
  const events = raw.map(readEvent).filter((event) => event !== undefined);
  return { ok: true, value: { events, unreadable: raw.length - events.length } };
}

function readEvent(raw: unknown): LogEvent | undefined {
  if (!isObject(raw)) return undefined;
  const { timestamp, level, message, context, ...extra } = raw;
  if (typeof timestamp !== 'string' || Number.isNaN(Date.parse(timestamp))) return undefined;
  if (typeof message !== 'string' && message !== undefined) return undefined;
  return {
    timestamp,
    level: typeof level === 'string' ? level : 'info',
    message: message ?? '',
    context: typeof context === 'string' ? context : 'internal',
    extra: extra as JsonObject,
  };
}

const HIDDEN = '[hidden]';
/** Members whose value is a secret wherever they stand: agents at level debug log what they were told. */
const SECRET_MEMBERS = /^(?:.*token|authorization|.*secret.*|.*password|.*privatekey|cookie)$/i;
/** `Bearer …`, three-part tokens, and the signatures of our own links. */
const SECRET_TEXTS = [
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /([?&](?:signature|token|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token)=)[^&\s"']+/gi,
  /("?(?:access|id|refresh)_?token"?\s*[:=]\s*"?)[\w.~+/=-]{8,}/gi,
];

/** The event without tokens and other secrets. */
export function redact(event: LogEvent): LogEvent {
  return { ...event, message: redactText(event.message), extra: redactValue(event.extra) as JsonObject };
}

export function redactText(text: string): string {
  return SECRET_TEXTS.reduce(
    (left, pattern) =>
      left.replaceAll(pattern, (_whole, kept?: unknown) => `${typeof kept === 'string' ? kept : ''}${HIDDEN}`),
    text,
  );
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, SECRET_MEMBERS.test(name) ? HIDDEN : redactValue(member)]),
  );
}
