import type { Order } from './cursor.ts';
import { type Filter, SHOWN_ORDER, type ShownState } from './filter.ts';
import { byVersion } from './versions.ts';

/**
 * A list sorted by something of which there are few values is, part by part, a list by name: so every page is read along an
 * index, and what overlays a status is taken into account by the filter alone.
 */
export type Part = {
  /** Names the part in a cursor. */
  key: string;
  states?: readonly ShownState[];
  /** Exactly this version; `null`: those that never told one. */
  version?: string | null;
  /** Sorted by when the device was seen last; `false`: those that never were. */
  seen?: boolean;
};

const NEVER = '';

/** The parts of a list by name, by status, or by when devices were seen last. */
export function partsOf({ sort, descending }: Order, filter: Filter): Part[] {
  if (sort === 'seen')
    return [
      { key: 'seen', seen: true },
      { key: NEVER, seen: false },
    ];
  if (sort !== 'status') return [{ key: 'all' }];
  const states = SHOWN_ORDER.filter((state) => filter.states?.includes(state) ?? true);
  return (descending ? states.reverse() : states).map((state) => ({ key: state, states: [state] }));
}

/**
 * The parts of a list by agent: a part for each version, then the devices that never told one. `known` are the versions that
 * there are; one that a cursor names may be gone by now.
 */
export function partsByAgent({ descending }: Order, known: readonly string[], cursor: string | undefined): Part[] {
  const names = new Set(known);
  if (cursor?.startsWith('v')) names.add(cursor.slice(1));
  const sorted = [...names].sort(byVersion).map((version) => ({ key: `v${version}`, version }));
  return [...(descending ? sorted.reverse() : sorted), { key: NEVER, version: null }];
}

/** The parts from a cursor's on; all without one. */
export function partsFrom(parts: readonly Part[], cursor: string | undefined): readonly Part[] {
  const first = cursor === undefined ? 0 : parts.findIndex(({ key }) => key === cursor);
  return first < 0 ? [] : parts.slice(first);
}
