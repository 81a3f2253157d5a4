import { type Clock, systemClock } from '@thingdock/effects';

/**
 * A clock that runs so many times faster than the machine's, beginning now. What waits for sockets and for minutes alike can
 * be tested with it: waits become short, while answers still take the time that they take.
 */
export function quickClock(speed: number): Clock {
  const start = systemClock.now();
  return {
    now: () => Math.round(start + (systemClock.now() - start) * speed),
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
