/** What can be made to go wrong, for tests of what is built on AWS. Nothing here outlives the process. */

export type CallFaultKind = 'throttle' | 'deny' | 'timeout' | 'disconnect';

export type CallFault = {
  /** With `timeout` no answer ever comes; with `disconnect` the connection is cut instead of answering. */
  kind: CallFaultKind;
  /** As in names of IAM actions, e.g. `sns:CreateTopic`, `iot:UpdateThingShadow`. */
  operation: string;
  /** Only calls of this account; default: of any. */
  accountId?: string;
  /** For `timeout` and `disconnect`: whether the call takes effect all the same. Default: `before`, it does not. */
  effect?: 'before' | 'after';
  /** How many calls; default 1. */
  times?: number;
  /** Default `http`. Requests to a shadow come over MQTT as well, and can be throttled there: they are rejected with 429. */
  over?: 'http' | 'mqtt';
};

export type DeliveryFaultKind = 'duplicate' | 'reorder' | 'delay' | 'lose';

export type DeliveryFault = {
  /** `reorder` holds back `times` messages and then sends them in the opposite order, one after the other. */
  kind: DeliveryFaultKind;
  /** Only messages of this topic; default: of any. */
  topicArn?: string;
  /** Which messages; default `Notification`. */
  type?: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  /** How many deliveries (one message to one subscription); default 1, for `reorder` 2. */
  times?: number;
  /** How much later with `delay`. */
  delayMs?: number;
};

export type RuleFaultKind = 'delay' | 'fail';

export type RuleFault = {
  /** `fail`: the action does not come about, and the rule's error action is told. */
  kind: RuleFaultKind;
  /** Only actions of this rule; default: of any. */
  ruleName?: string;
  /** Only rules of this account; default: of any. */
  accountId?: string;
  /** How many actions; default 1. */
  times?: number;
  /** How much later with `delay`. */
  delayMs?: number;
};

/** Which devices; without anything: all. */
export type DeviceFilter = { accountId?: string; region?: string; clientId?: string };

export type Faults = {
  /** Throws when no service has the operation. Faults of one operation are used up in the order in which they were asked for. */
  failCalls(fault: CallFault): void;
  disturbDeliveries(fault: DeliveryFault): void;
  /** Makes actions of topic rules late, or lets them fail. What is late does not outlive a stop. */
  disturbRules(fault: RuleFault): void;
  /** Cuts connections without a word, as a broker that fails does: wills are sent. How many there were. */
  disconnectDevices(which?: DeviceFilter): number;
  /** Forgets every fault that is still to come; messages that are held back are sent. */
  clear(): void;
};

type Counted = { times?: number };

/** Faults that wait for their occasion. */
export type FaultQueue<T extends Counted> = {
  add(fault: T): void;
  /** The first one that fits, used up once more. */
  take(fits: (fault: T) => boolean): T | undefined;
  clear(): void;
};

export function createFaultQueue<T extends Counted>(): FaultQueue<T> {
  let waiting: { fault: T; left: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    take(fits) {
      const found = waiting.find(({ fault }) => fits(fault));
      if (!found) return undefined;
      found.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return found.fault;
    },
    clear() {
      waiting = [];
    },
  };
}
