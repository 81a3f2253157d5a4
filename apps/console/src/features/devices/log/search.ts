import type { LogQuery } from '@thingdock/api';

/** What the page of a log carries in its address. `last`: hours until now; `from` and `to`: times as the API has them. */
export type LogSearch = {
  text?: string | undefined;
  level?: string | undefined;
  source?: string | undefined;
  last?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;
const time = (value: unknown): string | undefined =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined;

export const readLogSearch = (raw: Raw): LogSearch => ({
  text: text(raw.text),
  level: text(raw.level),
  source: text(raw.source),
  last: typeof raw.last === 'number' && raw.last > 0 ? raw.last : undefined,
  from: time(raw.from),
  to: time(raw.to),
});

/** The question for the server. Whole minutes, so that the question stays the same for a while. */
export function logQuery({ text, level, source, last, from, to }: LogSearch, now: number): LogQuery {
  const since =
    last === undefined ? from : new Date(Math.floor(now / 60_000) * 60_000 - last * 3_600_000).toISOString();
  const pairs = Object.entries({ text, level, source, from: since, to: last === undefined ? to : undefined });
  return Object.fromEntries(pairs.filter(([, word]) => word !== undefined));
}
