import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../logger.ts';

type Options = {
  connectionString: string;
  log: Logger;
  channel: string;
  onPayload: (payload: string) => void;
  onGap: () => void;
};

const RECONNECT_MS = 1_000;

/**
 * Hears a channel on a connection of its own (a pooled one would lose its LISTEN) and comes back when that breaks, telling
 * of the gap.
 */
export async function listenOnPostgres(options: Options): Promise<() => Promise<void>> {
  const { log, channel, onPayload, onGap } = options;
  const stopped = new AbortController();
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: options.connectionString });
    fresh.on('notification', ({ payload }) => onPayload(payload ?? ''));
    fresh.on('error', (error) =>
      log.warn({ event: 'database.listener_lost', err: error }, 'listening connection lost'),
    );
    await fresh.connect();
    await fresh.query(`listen ${pg.escapeIdentifier(channel)}`);
    fresh.on('end', () => {
      void reconnect();
    });
    return fresh;
  }

  async function reconnect(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        client = await connect();
        onGap();
        return;
      } catch (error) {
        log.warn({ event: 'database.listener_waiting', err: error }, 'the database is away; trying again');
        await sleep(RECONNECT_MS, undefined, { signal: stopped.signal }).catch(() => {});
      }
    }
  }

  return async () => {
    stopped.abort();
    await client.end();
  };
}
