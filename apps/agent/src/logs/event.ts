import type { JsonObject, LogEvent } from '@thingdock/device-protocol';

/** The event that Node-RED's own output is logged under. */
const NODE_RED_OUTPUT = 'node-red.output';

/** A line of the agent's log as the cloud takes it. Secrets were blotted out when the line was written. */
export function toEvent(line: string): LogEvent {
  const { time, level, event, ...fields } = JSON.parse(line) as {
    time: string;
    level: string;
    event: string;
  } & JsonObject;
  if (event !== NODE_RED_OUTPUT) return { timestamp: time, level, message: event, context: 'internal', extra: fields };
  const { stream, line: said } = fields;
  const message = typeof said === 'string' ? said : '';
  return {
    timestamp: time,
    // As unmodified agents count it: what Node-RED prints is information, what it complains of is an error.
    level: stream === 'stderr' ? 'error' : 'info',
    message,
    context: 'service.node-red',
    extra: {},
  };
}

/** One event a line in a JSON array, the form in which agents upload. */
export const toUpload = (events: readonly LogEvent[]): string =>
  `[\n${events.map(({ extra, ...event }) => JSON.stringify({ ...extra, ...event })).join(',\n')}\n]`;

/** `enebular-<UTC yyyymmddHHMMSSmmm>-<n>`: the same file keeps its name however often it is sent. */
export function uploadName(now: number, n: number): string {
  const digits = new Date(now).toISOString().replaceAll(/\D/g, '');
  return `enebular-${digits}-${n}`;
}
