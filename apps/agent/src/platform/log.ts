import type { Clock } from '@thingdock/effects';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFields = { readonly [name: string]: unknown };

/** Writes events: a name such as `connection.lost` and fields. Never a sentence with values inside it. */
export type Log = Record<LogLevel, (event: string, fields?: LogFields) => void>;

// Members that are secrets wherever they stand. What else may be secret (capability URLs) is never handed to a log at all.
const SECRET_NAMES = /token|password|secret|nonce|authorization|privatekey|credential/i;
const SECRET_TEXTS = [
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /\bBearer\s+[\w.~+/=-]+/gi,
  /(?<=[?&][\w-]*(?:sig|token|key)[\w-]*=)[^&\s"]+/gi,
];

/** One JSON object a line, through `write`. Events below `level` are dropped, secrets blotted out. */
export function createLog({ write, clock, level }: { write(line: string): void; clock: Clock; level: LogLevel }): Log {
  const at =
    (name: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(name) < LOG_LEVELS.indexOf(level)) return;
      const time = new Date(clock.now()).toISOString();
      write(`${JSON.stringify({ time, level: name, event, ...fields }, blot)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function blot(name: string, value: unknown): unknown {
  if (SECRET_NAMES.test(name)) return '[redacted]';
  if (value instanceof Error) return value.message;
  if (typeof value !== 'string') return value;
  return SECRET_TEXTS.reduce((text, pattern) => text.replace(pattern, '[redacted]'), value);
}
