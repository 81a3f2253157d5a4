import type { Clock } from '@thingdock/effects';
import type { Counters } from '../platform/counters.ts';

/**
 * Calls per second that AWS grants an account in a region (AWS General Reference, quotas of IoT Core and SNS). We use half
 * of each, because the account's other programs call too.
 */
const PER_SECOND: Readonly<Record<string, number>> = {
  'iot:ListTopicRules': 1,
  'iot:CreateTopicRule': 5,
  'iot:ReplaceTopicRule': 5,
  'iot:ListThings': 10,
  'iot:UpdateThing': 10,
  'iot:CreatePolicy': 10,
  'iot:UpdateCertificate': 10,
  'iot:DeleteCertificate': 10,
  'iot:DescribeEndpoint': 10,
  'iot:DescribeThing': 350,
  'iot:GetThingShadow': 400,
  'iot:UpdateThingShadow': 400,
  'iot:Publish': 1_000,
  'sns:ListSubscriptionsByTopic': 30,
};
const OTHERWISE_PER_SECOND = 15;
const SHARE = 0.5;
/** A burst of about two seconds is let through at once. */
const BURST_SECONDS = 2;

/**
 * What every call to AWS waits for. `createCall` takes from it by itself, so whoever calls through `Aws` need not think of it;
 * it only has to keep few calls in flight at once (`eachBounded`), since those queue in the order in which they came and a
 * person's click waits behind them. How often and how long calls waited is counted (`aws.quota.waits.ACTION`,
 * `aws.quota.waited_ms.ACTION`).
 */
export type Quota = {
  /** Resolves when the call may go out; rejects with the signal's reason. `scope`: account and region. */
  take(scope: string, action: string, signal?: AbortSignal): Promise<void>;
};

/** For a service that has no quotas. */
export const UNLIMITED: Quota = { take: async () => {} };

type Bucket = { tokens: number; at: number };

/** Token buckets, one for each account, region and API. Callers are served in the order in which they came. */
export function createQuota(clock: Clock, counters: Pick<Counters, 'add'>): Quota {
  const buckets = new Map<string, Bucket>();

  return {
    async take(scope, action, signal) {
      const rate = (PER_SECOND[action] ?? OTHERWISE_PER_SECOND) * SHARE;
      const key = `${scope} ${action}`;
      const full = Math.max(1, rate * BURST_SECONDS);
      const now = clock.now();
      const { tokens, at } = buckets.get(key) ?? { tokens: full, at: now };
      // The count may go below zero: that is the queue, and how far below says how long the newest in it has to wait.
      const left = Math.min(full, tokens + ((now - at) / 1_000) * rate) - 1;
      buckets.set(key, { tokens: left, at: now });
      if (left >= 0) return;
      const wait = Math.ceil((-left / rate) * 1_000);
      counters.add(`aws.quota.waits.${action}`);
      counters.add(`aws.quota.waited_ms.${action}`, wait);
      await clock.sleep(wait, signal);
    },
  };
}
