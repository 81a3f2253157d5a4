import type { Device, LogLine, LogPage, LogQuery } from '@thingdock/api';
import { api } from '../../../platform/api.ts';

/** What a page can hold and a person can read; whoever needs more asks for less time. */
const MOST_LINES = 100_000;
const PAGE = '1000';

type Gathered = { lines: LogLine[]; more: boolean };

/** All lines of a log that a query lets through, the oldest first; of too many, the newest. */
export async function gatherLog(
  { connectionId, name }: Pick<Device, 'connectionId' | 'name'>,
  query: LogQuery,
): Promise<Gathered> {
  const lines: LogLine[] = [];
  let before: string | null = null;
  do {
    const page: LogPage = await api.call('devices.logs', {
      params: { connectionId, deviceName: name },
      query: { ...query, limit: PAGE, ...(before !== null && { before }) },
    });
    lines.push(...page.items);
    before = page.next;
  } while (before !== null && lines.length < MOST_LINES);
  return { lines: lines.reverse(), more: before !== null };
}
