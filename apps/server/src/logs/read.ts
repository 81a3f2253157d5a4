import { Fault, type LogPage, type LogQuery } from '@thingdock/api';
import type { Executor } from '../platform/db/index.ts';
import * as store from './store.ts';

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 1_000;

type Asked = { connectionId: string; deviceName: string; query: LogQuery };

/** Lines of a device's log, newest first. Throws `malformed_request` for a `before` that no answer gave. */
export async function readLog(executor: Executor, { connectionId, deviceName, query }: Asked): Promise<LogPage> {
  const { text, level, source, from, to, before } = query;
  const limit = Math.min(Number(query.limit ?? DEFAULT_LIMIT), MAX_LIMIT);
  const rows = await store.listLines(executor, {
    connectionId,
    thingName: deviceName,
    limit: limit + 1,
    ...(text ? { text } : {}),
    ...(level ? { level } : {}),
    ...(source ? { source } : {}),
    ...(from ? { from: new Date(from) } : {}),
    ...(to ? { to: new Date(to) } : {}),
    ...(before ? { before: readPosition(before) } : {}),
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ id, at, received_at, level, source, message, extra }) => ({
      ...{ id, level, source, message, extra },
      at: at.toISOString(),
      receivedAt: received_at.toISOString(),
    })),
    next: last && rows.length > limit ? `${last.at.getTime()}.${last.id}` : null,
  };
}

function readPosition(text: string): store.Position {
  const [, at, id] = /^(\d{1,15})\.(\d{1,18})$/.exec(text) ?? [];
  if (at === undefined) throw new Fault('malformed_request', { details: { reason: '"before" is from no answer' } });
  return { at: new Date(Number(at)), id: Number(id) };
}
