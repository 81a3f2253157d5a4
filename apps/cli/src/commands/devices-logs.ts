import type { LogLine, LogPage, LogQuery } from '@thingdock/api';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { hints } from '../follow/hints.ts';
import { createPatience } from '../follow/temporary.ts';
import { printable } from '../output/table.ts';
import { CONNECTION } from './project.ts';

/** The oldest first, as one reads a log. */
const logLine = ({ at, level, source, message }: LogLine): string =>
  `${at}  ${level.padEnd(5)}  ${printable(source)}  ${printable(message)}`;

export const deviceLogs = command({
  summary: 'What the agent of a device and its Node-RED logged',
  args: { name: { about: 'name of the device, which is that of its thing' } },
  options: {
    connection: CONNECTION,
    text: { kind: 'text', value: 'TEXT', about: 'Only messages with this text, in any case' },
    level: { kind: 'text', value: 'LEVEL', about: 'Only this level: error, warn, info, debug' },
    source: { kind: 'text', value: 'SOURCE', about: 'Only this source: internal (the agent), service.node-red' },
    from: { kind: 'text', value: 'TIME', about: 'Not before this time, such as 2026-01-31T12:00:00Z' },
    to: { kind: 'text', value: 'TIME', about: 'Before this time' },
    lines: {
      kind: 'number',
      value: 'N',
      about: 'At most so many lines, the newest ones: 200 by default, 1000 at most',
    },
    all: { kind: 'flag', about: 'All lines, not only the newest ones' },
    follow: { kind: 'flag', about: 'Go on with what comes in, until Ctrl-C' },
  },
  notes: [
    'Times are those of the device’s clock. Agents send every 30 seconds to 5 minutes.',
    'With --json, --all and --follow write one line of JSON for every line.',
  ],
  async run({ args, options }, context) {
    const { text, level, source, from, to } = options;
    const query = Object.fromEntries(
      Object.entries({ text, level, source, from, to, limit: options.lines?.toString() }).filter(([, it]) => it),
    );
    const params = { connectionId: options.connection, deviceName: args.name };
    const read = () => context.call('devices.logs', { params, query });
    if (options.all) {
      if (options.follow || options.lines) throw usage('--all goes with neither --follow nor --lines.');
      return tellAll(context, params, query);
    }
    if (options.follow) return follow(context, params, read);
    const page = await read();
    const lines = page.items.toReversed().map(logLine);
    return { json: page, text: lines.join('\n') || 'No lines. Agents send theirs once they have authenticated.' };
  },
});

type Device = { connectionId: string; deviceName: string };

/** The oldest first, though the server gives the newest first. */
async function tellAll(context: Context, params: Device, query: LogQuery): Promise<undefined> {
  const lines: LogLine[] = [];
  for (let before: string | null = ''; before !== null; ) {
    const from = { ...query, limit: '1000', ...(before === '' ? {} : { before }) };
    const page: LogPage = await context.call('devices.logs', { params, query: from });
    lines.push(...page.items);
    before = page.next;
  }
  for (const line of lines.reverse()) await context.emit({ json: line, text: logLine(line) });
}

/** Uploads may come late and out of order, so what was shown is known by its id and not by its time. */
async function follow(context: Context, { connectionId, deviceName }: Device, read: () => Promise<LogPage>) {
  const { projectId } = await context.call('connections.get', { params: { connectionId } });
  const patience = createPatience(context);
  let shown = 0;
  try {
    for await (const hint of hints(context, { projectId, type: 'log' })) {
      if (hint !== 'anything' && !hint.has(`${connectionId}/${deviceName}`)) continue;
      const page = await patience.try(() => read());
      const fresh = (page?.items ?? []).filter(({ id }) => id > shown);
      for (const line of fresh.toReversed()) await context.emit({ json: line, text: logLine(line) });
      shown = Math.max(shown, ...fresh.map(({ id }) => id));
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
  return undefined;
}
