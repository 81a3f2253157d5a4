import type { Timeline, Transition } from '@thingdock/api';
import { command } from '../command.ts';
import { table, time } from '../output/table.ts';
import { statusText } from './device-text.ts';
import { CONNECTION } from './project.ts';

export const deviceTimeline = command({
  summary: 'What was shown of a device and why: every change, uptime, flapping',
  args: { name: { about: 'name of the device, which is that of its thing' } },
  options: {
    connection: CONNECTION,
    from: {
      kind: 'text',
      value: 'TIME',
      about: 'Since when, such as 2026-01-31T12:00:00Z: a week before the end by default',
    },
    to: { kind: 'text', value: 'TIME', about: 'Until when: now by default' },
  },
  notes: ['Uptime is the share of the time whose status is known.'],
  async run({ args, options }, { call }) {
    const { from, to } = options;
    const timeline = await call('devices.timeline', {
      params: { connectionId: options.connection, deviceName: args.name },
      query: { ...(from ? { from } : {}), ...(to ? { to } : {}) },
    });
    return { json: timeline, text: timelineText(timeline) };
  },
});

export function timelineText({ before, transitions, truncated, uptime, flapping }: Timeline): string {
  const { day, week, month } = uptime;
  const lines = [`Uptime: ${share(day)} of a day, ${share(week)} of a week, ${share(month)} of 30 days.`];
  if (flapping) lines.push(`Flapping (${flapping.changes} in ${flapping.minutes} min).`);
  if (truncated) lines.push('There were more changes; these are the newest.');
  const shown = before ? [before, ...transitions] : transitions;
  return [...lines, '', changeTable(shown)].join('\n');
}

const changeTable = (changes: readonly Transition[]): string =>
  table(
    changes,
    [
      ['since', ({ at }) => time(at)],
      ['status', statusText],
      ['learnt from', ({ source }) => source],
      ['shadow version', ({ shadowVersion }) => shadowVersion?.toString() ?? null],
      ['shadow time', ({ shadowTime }) => time(shadowTime)],
      ['message', ({ messageId }) => messageId],
    ],
    'Nothing is known of that time.',
  );

function share({ connected, known }: Timeline['uptime']['day']): string {
  if (connected === null) return 'unknown';
  const percent = `${(connected * 100).toFixed(1)} %`;
  return known < 0.9995 ? `${percent} (known: ${(known * 100).toFixed(1)} %)` : percent;
}
