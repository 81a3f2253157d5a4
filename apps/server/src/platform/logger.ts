import { type Logger, pino } from 'pino';

export type { Logger };

/** Structured logs on standard error, one JSON object a line. Known places of secrets are struck out as a last line of defence. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['*.secretAccessKey', '*.password', '*.token', '*.authorization', '*.cookie', 'secretAccessKey', 'token'],
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
