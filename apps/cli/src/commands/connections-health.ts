import type { Finding, Health } from '@thingdock/api';
import { command } from '../command.ts';
import { Failure } from '../failures.ts';
import { followOperation } from '../follow/operation.ts';
import { card, printable, time } from '../output/table.ts';
import { ID } from './connection-id.ts';
import { isDone, planText } from './plan-text.ts';

function findingText({ severity, text, fix }: Finding): string {
  return `${severity.padEnd(8)}  ${printable(text)}${fix ? `\n          ${printable(fix)}` : ''}`;
}

export function healthText(health: Health): string {
  const head = card([
    ['Health', health.state],
    ['Since', time(health.since)],
    ['Checked', time(health.checkedAt)],
    ['Message latency', health.probeLatencyMs === null ? null : `${health.probeLatencyMs} ms`],
  ]);
  return [head, ...health.findings.map(findingText)].join('\n');
}

export const health = command({
  summary: 'Whether a connection works: key, role, rules, topics, subscriptions and a test message',
  args: ID,
  options: { last: { kind: 'flag', about: 'Show what the last look found, without looking again' } },
  notes: ['Ends with code 1 when the connection is broken, so that a monitor can run it.'],
  async run({ args, options }, context) {
    const params = { connectionId: args.id };
    const found = await context.call(options.last ? 'connections.health' : 'connections.check', { params });
    if (found.state !== 'broken') return { json: found, text: healthText(found) };
    await context.say(`${healthText(found)}\n`);
    throw new Failure('connection_broken', { members: found });
  },
});

export const repair = command({
  summary: 'Put back what somebody changed in AWS, and nothing else',
  args: ID,
  options: {
    'dry-run': { kind: 'flag', about: 'Only show what would be done' },
    'take-over': { kind: 'flag', about: 'Also replace objects of the same names that are somebody else’s' },
    yes: { kind: 'flag', about: 'Do not ask first' },
  },
  async run({ args, options }, context) {
    const params = { connectionId: args.id };
    const plan = await context.call('connections.drift', { params });
    if (options['dry-run'] || isDone(plan)) return { json: plan, text: planText(plan) };
    await context.say(planText(plan));
    if (!options.yes && !(await context.confirm('Put this right?'))) throw new Failure('not_confirmed');
    const begun = await context.call('connections.repair', { params, body: { takeOver: options['take-over'] } });
    const operation = await followOperation(context, begun.operation);
    const found = await context.call('connections.check', { params });
    return { json: { operation, health: found }, text: `\n${healthText(found)}` };
  },
});
