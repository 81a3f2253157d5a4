/** A time on the clock of a place: `2026-03-01T02:30`. */
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/;

/**
 * The instant, in milliseconds, at which the clocks of a time zone show a local time. A time that the clocks skip in spring
 * is taken as late as if they had not been changed (02:30 becomes 03:30); of a time that comes twice in autumn the first
 * is meant. `undefined`: there is no such day or time zone.
 */
export function toInstant(local: string, timeZone: string): number | undefined {
  const clock = clockOf(timeZone);
  const wall = parseWall(local);
  if (!clock || wall === undefined) return undefined;
  // Offsets before and after whatever change happens within a day of it; between them, every possible reading.
  const offsets = [clock(wall - DAY_MS) - (wall - DAY_MS), clock(wall + DAY_MS) - (wall + DAY_MS)];
  const instants = offsets.map((offset) => wall - offset).sort((a, b) => a - b);
  const fitting = instants.find((instant) => clock(instant) === wall);
  if (fitting !== undefined) return fitting;
  // Skipped: the offset of before the change is the one under which the time was meant.
  return wall - (offsets[0] ?? 0);
}

const DAY_MS = 24 * 3_600_000;

function parseWall(local: string): number | undefined {
  const [, year, month, day, hour, minute] = (LOCAL.exec(local) ?? []).map(Number);
  if (year === undefined || month === undefined) return undefined;
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  // Days that the month has not, and hours that the day has not, roll over.
  return new Date(wall).toISOString().startsWith(local) ? wall : undefined;
}

/** What the clocks show at an instant, as if it were UTC. */
function clockOf(timeZone: string): ((instant: number) => number) | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    });
    return (instant) => {
      const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
      const at = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
      return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
    };
  } catch {
    return undefined;
  }
}
