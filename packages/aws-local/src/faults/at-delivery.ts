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
  const held = holdBack(deliveries);
  const closing = new AbortController();
  const send = ({ subscriptionArn, outgoing }: Message) => deliveries.enqueue(subscriptionArn, outgoing);
  const later = (message: Message, delayMs: number) => {
    clock.sleep(delayMs, closing.signal).then(
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
      if (fault.kind === 'reorder') held.add(fault, message);
      if (fault.kind === 'delay') later(message, fault.delayMs ?? 0);
      if (fault.kind === 'duplicate') for (const copy of [message, message]) send(copy);
    },
    clear() {
      faults.clear();
      for (const message of held.release()) send(message);
    },
    close: () => closing.abort(),
  };
}

/** Collects the messages of a fault and, when it has them all, sends them in the opposite order, each when the one before has arrived. */
function holdBack({ deliver }: Pick<Deliveries, 'deliver'>) {
  const held = new Map<DeliveryFault, Message[]>();
  const inTurn = async (messages: readonly Message[]) => {
    for (const { subscriptionArn, outgoing } of messages) await deliver(subscriptionArn, outgoing);
  };
  return {
    add(fault: DeliveryFault, message: Message): void {
      const messages = [...(held.get(fault) ?? []), message];
      held.set(fault, messages);
      if (messages.length < (fault.times ?? 1)) return;
      held.delete(fault);
      void inTurn(messages.toReversed());
    },
    release(): Message[] {
      const messages = [...held.values()].flat();
      held.clear();
      return messages;
    },
  };
}

const isFor = ({ topicArn, type = 'Notification' }: DeliveryFault, outgoing: Outgoing) =>
  type === outgoing.type && (topicArn ?? outgoing.topicArn) === outgoing.topicArn;
