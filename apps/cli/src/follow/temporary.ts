import { ApiError } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import { Failure } from '../failures.ts';

/** Answers of a server that starts, stops or lost its database for a moment. */
const TEMPORARY_CODES: ReadonlySet<string> = new Set(['database_unavailable', 'shutting_down', 'rate_limited']);

/**
 * Why no answer came, if that is what the error says: Node's fetch throws a TypeError whose `cause` is the network
 * error (https://github.com/nodejs/undici, "fetch failed" and "terminated").
 */
export function networkReason(error: unknown): string | undefined {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return undefined;
  const { cause } = error;
  const code = 'code' in cause ? String(cause.code) : '';
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'connection refused',
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'the name could not be looked up',
    ECONNRESET: 'the connection was cut',
    UND_ERR_SOCKET: 'the connection was cut',
    ETIMEDOUT: 'no route in time',
    UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  };
  return known[code] ?? ([code, cause.message].filter(Boolean).join(': ') || 'network error');
}

/** Whether asking again may help without anybody doing anything about it. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof ApiError) return TEMPORARY_CODES.has(error.code);
  return (error instanceof Failure && error.code === 'server_unreachable') || networkReason(error) !== undefined;
}

export type Patience = {
  /** Asks; gives `undefined` for a temporary failure, and throws it once they have gone on for too long. */
  try<T>(ask: () => Promise<T>): Promise<T | undefined>;
};

/** A wait should outlive a restart of the server, and a server that stays away should end the wait. */
export function createPatience({ clock, ms = 60_000 }: { clock: Clock; ms?: number }): Patience {
  let failingSince: number | undefined;
  return {
    async try(ask) {
      try {
        const value = await ask();
        failingSince = undefined;
        return value;
      } catch (error) {
        if (!isTemporary(error)) throw error;
        failingSince ??= clock.now();
        if (clock.now() - failingSince >= ms) throw error;
        return undefined;
      }
    },
  };
}
