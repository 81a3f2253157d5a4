import type { Timeline, Transition } from '@thingdock/api';
import { type Look, lookOf } from '../../status-words.ts';

/** A time during which the same was shown. Times in milliseconds. `transition`: what began it, where that is known. */
export type Span = { from: number; to: number; look: Look; transition: Transition | null };

type Known = Pick<Timeline, 'from' | 'to' | 'before' | 'transitions'>;

/** What was shown from the begin of a period to its end, without a gap; before anything is known, `unknown`. */
export function spansOf({ from, to, before, transitions }: Known): Span[] {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const changes = [
    { at: begin, transition: before },
    ...transitions.map((transition) => ({ at: clamp(Date.parse(transition.at), begin, end), transition })),
  ];
  return changes
    .map(({ at, transition }, index) => ({
      from: at,
      to: changes[index + 1]?.at ?? end,
      look: transition ? lookOf(transition) : ('unknown' as const),
      transition,
    }))
    .filter((span) => span.to > span.from);
}

/** Which span a time falls into; the nearest one when it lies outside. */
export function spanAt(spans: readonly Span[], at: number): number {
  const index = spans.findIndex(({ to }) => at < to);
  return index < 0 ? spans.length - 1 : index;
}

const clamp = (at: number, from: number, to: number) => Math.min(to, Math.max(from, at));

const HOUR = 3_600_000;

/** Where to write the time below a period: full hours for a day, midnights of the viewer's zone for more. */
export function ticksOf(from: number, to: number): number[] {
  const days = (to - from) / (24 * HOUR);
  const start = new Date(from);
  if (days <= 2) start.setMinutes(60, 0, 0);
  else start.setHours(24, 0, 0, 0);
  const ticks: number[] = [];
  for (const tick = start; tick.getTime() < to; ) {
    if (days > 2 || tick.getHours() % 4 === 0) ticks.push(tick.getTime());
    if (days <= 2) tick.setHours(tick.getHours() + 1);
    else tick.setDate(tick.getDate() + (days > 10 ? 5 : 1));
  }
  return ticks;
}
