import type { Clock } from '@thingdock/effects';
import type { Deliveries } from '../sns-delivery/deliveries.ts';
import type { Outgoing } from '../sns-delivery/envelope.ts';
import type { Counters, Logger } from '../stand-in.ts';
import { createFaultQueue, type DeliveryFault } from './faults.ts';

export type DisturbedDeps = {
  deliveries: Pick<Deliveries, 'enqueue' | 'deliver'>;
  clock: Clock;
  counters: Counters;
  log: Logger;
};

/** Deliveries as the rest of the stand-in sees them, disturbed when told. What is held back or late lives in memory only. */
export type DisturbedDeliveries = Pick<Deliveries, 'enqueue'> & {
  disturb(fault: DeliveryFault): void;
  /** Forgets what is still to come and sends what is held back. */
  clear(): void;
  close(): void;
};

type Message = { subscriptionArn: string; outgoing: Outgoing };

export function disturbDeliveries({ deliveries, clock, counters, log }: DisturbedDeps): DisturbedDeliveries {
  const faults = createFaultQueue<DeliveryFault>();
  const held = new Map<DeliveryFault, Message[]>();
  const closing = new AbortController();
  const send = ({ subscriptionArn, outgoing }: Message) => deliveries.enqueue(subscriptionArn, outgoing);

  const inTurn = async (messages: readonly Message[]) => {
    for (const { subscriptionArn, outgoing } of messages) await deliveries.deliver(subscriptionArn, outgoing);
  };
  const hold = (fault: DeliveryFault, message: Message) => {
    const messages = [...(held.get(fault) ?? []), message];
    held.set(fault, messages);
    if (messages.length < (fault.times ?? 1)) return;
    held.delete(fault);
    void inTurn(messages.toReversed());
  };
  const later = (fault: DeliveryFault, message: Message) => {
    clock.sleep(fault.delayMs ?? 0, closing.signal).then(
      () => send(message),
      () => log.debug({ event: 'faults.delay_ended' }, 'a late message was still waiting when the stand-in closed'),
    );
  };

  return {
    disturb: (fault) => faults.add(fault.kind === 'reorder' ? { ...fault, times: fault.times ?? 2 } : fault),
    enqueue(subscriptionArn, outgoing) {
      const message = { subscriptionArn, outgoing };
      const fault = faults.take((one) => isFor(one, outgoing));
      if (!fault) return send(message);
      counters.add(`faults.${fault.kind}`);
      if (fault.kind === 'reorder') hold(fault, message);
      if (fault.kind === 'delay') later(fault, message);
      if (fault.kind === 'duplicate') for (const copy of [message, message]) send(copy);
    },
    clear() {
      faults.clear();
      for (const messages of held.values()) messages.forEach(send);
      held.clear();
    },
    close: () => closing.abort(),
  };
}

const isFor = ({ topicArn, type = 'Notification' }: DeliveryFault, outgoing: Outgoing) =>
  type === outgoing.type && (topicArn ?? outgoing.topicArn) === outgoing.topicArn;
