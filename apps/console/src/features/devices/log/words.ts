/** Where lines come from, as people call it. */
const SOURCES: Record<string, string> = { internal: 'agent', 'service.node-red': 'Node-RED' };

export const sourceName = (source: string): string => SOURCES[source] ?? source;

/** Day, and time to the millisecond, in the viewer's zone: `4 Mar 14:02:10.123`. */
export function logTime(at: number, locale?: string, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone }).format(at);
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    ...zone,
  }).format(at);
  return `${day} ${time}`;
}
