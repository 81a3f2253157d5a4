import type { Device, DeviceFilter, FeedMessage, FeedType } from '@thingdock/api';
import { useEffect, useMemo } from 'react';
import { useFeed } from '../../../platform/live/live.ts';
import { createThrottle, TIMERS } from '../../../platform/live/throttle.ts';
import type { Sort } from '../filter/search.ts';
import { type DeviceKey, keyOf } from './selection.ts';

type Options = {
  projectId: string;
  filter: DeviceFilter;
  sort: Sort | undefined;
  /** What is loaded, in order. */
  devices: readonly Device[];
  hasMore: boolean;
  refresh: () => void;
};

/** What is on the screen is asked again as soon as it changed, and no more often than this. */
const PAUSE_MS = 400;
/** What may only move rows in or out, however much goes on elsewhere in the fleet. */
const ELSEWHERE_PAUSE_MS = 2_000;

/** Changes that may be of any device. */
const MOVING: ReadonlySet<FeedType> = new Set(['licence', 'deployment']);

/** Keeps the list as fresh as the live feed says, and asks only when what it shows may have changed. */
export function useListFeed({ projectId, filter, sort = 'name', devices, hasMore, refresh }: Options): void {
  const loaded = useMemo(() => new Set(devices.map(keyOf)), [devices]);
  const throttle = useMemo(() => createThrottle(PAUSE_MS, TIMERS), []);
  const elsewhere = useMemo(() => createThrottle(ELSEWHERE_PAUSE_MS, TIMERS), []);
  useEffect(
    () => () => {
      throttle.stop();
      elsewhere.stop();
    },
    [throttle, elsewhere],
  );
  const order = { isByName: sort === 'name' && isSteady(filter), last: hasMore ? devices.at(-1)?.name : undefined };

  useFeed((message: FeedMessage) => {
    if (message.event !== 'changes') return throttle.run('list', refresh);
    for (const { type, projectId: of, keys } of message.changes) {
      if (of !== projectId) continue;
      if (type === 'device' && keys.some((key) => loaded.has(key as DeviceKey) || key.endsWith('/*')))
        throttle.run('list', refresh);
      else if (MOVING.has(type) || (type === 'device' && keys.some((key) => mayEnter(key, order))))
        elsewhere.run('list', refresh);
    }
  });
}

/** Whether a device that is not loaded may belong among those that are. */
function mayEnter(key: string, { isByName, last }: { isByName: boolean; last: string | undefined }): boolean {
  if (!isByName || last === undefined) return true;
  return key.slice(key.indexOf('/') + 1) < last;
}

/** Whether a device that is let through once stays so, whatever happens to it. */
function isSteady(filter: DeviceFilter): boolean {
  return Object.keys(filter).every((key) => key === 'connectionId' || key === 'name');
}
