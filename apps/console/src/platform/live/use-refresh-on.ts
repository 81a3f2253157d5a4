import type { FeedChange } from '@thingdock/api';
import { useEffect, useMemo } from 'react';
import { useFeed } from './live.ts';
import { createThrottle, TIMERS } from './throttle.ts';

/** A change is seen well within a second, however many there are. */
const PAUSE_MS = 400;

/** Asks again for what is seen of a long list whenever the live feed tells of a change that concerns it. */
export function useRefreshOn(concerns: (change: FeedChange) => boolean, refresh: () => void): void {
  const throttle = useMemo(() => createThrottle(PAUSE_MS, TIMERS), []);
  useEffect(() => () => throttle.stop(), [throttle]);
  useFeed((message) => {
    if (message.event !== 'changes' || message.changes.some(concerns)) throttle.run('list', refresh);
  });
}
