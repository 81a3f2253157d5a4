import type { Target } from '@thingdock/api';
import { tally } from '../phases.ts';

/** Whether something of a target is left to cancel. */
export const isOpen = ({ state }: Pick<Target, 'state'>): boolean => tally({ counts: { [state]: 1 } }).open > 0;

/** What is chosen, without those that have ended meanwhile as far as they are loaded. */
export function stillOpen(chosen: ReadonlySet<string>, loaded: readonly Target[]): ReadonlySet<string> {
  const ended = new Set(loaded.filter((target) => !isOpen(target)).map(({ device }) => device));
  return new Set([...chosen].filter((device) => !ended.has(device)));
}

/** With this device changed. */
export function toggled(chosen: ReadonlySet<string>, device: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(device)) next.add(device);
  return next;
}
