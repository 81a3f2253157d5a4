import type { Clock } from '@thingdock/effects';

/** AWS writes the time of an answer in whole seconds, so on average it is half a second later. */
const HALF_SECOND_MS = 500;

type Next<In, Out> = (args: In) => Promise<Out>;

/** Compares this server's clock with the time that AWS writes on its answers, refusals included. */
export function createClockWatch(clock: Pick<Clock, 'now'>) {
  let aheadMs: number | undefined;

  function note(response: unknown, begun: number): void {
    const { headers = {} } = (response ?? {}) as { headers?: Readonly<Record<string, string | undefined>> };
    const theirs = Date.parse(headers.date ?? '');
    if (!Number.isNaN(theirs)) aheadMs = (begun + clock.now()) / 2 - (theirs + HALF_SECOND_MS);
  }

  return {
    /** How far this server's clock is ahead of AWS's, by the last answer; `undefined`: there was none yet. */
    aheadMs: () => aheadMs,
    /** As the innermost middleware of an SDK client, where answers pass as they came. */
    middleware:
      <In extends object, Out extends { response: unknown }>(next: Next<In, Out>): Next<In, Out> =>
      async (args) => {
        const begun = clock.now();
        const result = await next(args);
        note(result.response, begun);
        return result;
      },
  };
}

export type ClockWatch = ReturnType<typeof createClockWatch>;
