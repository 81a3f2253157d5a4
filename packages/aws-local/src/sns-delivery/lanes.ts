import type { Clock } from '@thingdock/effects';
import { createGate, type Gate } from './gate.ts';
import { CONNECTIONS, createPoster, type Poster } from './post.ts';

/** Each subscription has its own connections and its own places, so that a slow or dead endpoint holds up nobody else. */
export type Lane = { gate: Gate; poster: Poster };

export type Lanes = {
  /** Runs the work in the subscription's lane. The lane goes when it is empty and nobody needs it any more. */
  use<T>(subscriptionArn: string, work: (lane: Lane) => Promise<T>): Promise<T>;
  close(): void;
};

/** @param isNeeded whether more may come for a subscription, so that its connections should stay open */
export function createLanes({
  clock,
  isNeeded,
}: {
  clock: Clock;
  isNeeded: (subscriptionArn: string) => boolean;
}): Lanes {
  const lanes = new Map<string, Lane & { users: number }>();

  const enter = (arn: string) => {
    const lane = lanes.get(arn) ?? {
      gate: createGate({ clock, places: CONNECTIONS }),
      poster: createPoster({ clock }),
      users: 0,
    };
    lane.users += 1;
    lanes.set(arn, lane);
    return lane;
  };

  return {
    async use(arn, work) {
      const lane = enter(arn);
      try {
        return await work(lane);
      } finally {
        lane.users -= 1;
        if (lane.users === 0 && !isNeeded(arn)) {
          lane.poster.close();
          lanes.delete(arn);
        }
      }
    },
    close() {
      for (const { poster } of lanes.values()) poster.close();
    },
  };
}
