import type { Ids } from '@thingdock/effects';
import { keyOfArn, snsTables } from '../services/sns/records.ts';
import type { Logger, Store, Table } from '../stand-in.ts';
import { type DeliverDeps, type Delivery, deliver, type End } from './deliver.ts';
import type { Outgoing } from './envelope.ts';
import { createLanes } from './lanes.ts';
import { rememberSignatures } from './signatures.ts';

export type DeliveriesDeps = Omit<DeliverDeps, 'tables'> & { store: Store; ids: Ids; log: Logger };

export type Deliveries = {
  /** Takes a message for one subscription. It is kept until it is delivered, refused or out of retries, over restarts too. */
  enqueue(subscriptionArn: string, outgoing: Outgoing): void;
  /** The same, and resolves when that has come about, or when sending stops. */
  deliver(subscriptionArn: string, outgoing: Outgoing): Promise<void>;
  /** Takes up what a stopped process left. */
  resume(): void;
  /** Stops sending; what is under way stays in the store. */
  close(): Promise<void>;
};

export function createDeliveries(deps: DeliveriesDeps): Deliveries {
  const waiting = deps.store.table<Delivery>('sns.deliveries');
  const stopping = new AbortController();
  const carrier = createCarrier(deps, waiting, stopping.signal);
  const running = new Set<Promise<void>>();

  const start = (id: string, delivery: Delivery) => {
    const run = carrier.carryOut(id, delivery).finally(() => running.delete(run));
    running.add(run);
    return run;
  };
  const take = (subscriptionArn: string, outgoing: Outgoing) => {
    const id = deps.ids.uuid();
    const delivery: Delivery = { subscriptionArn, outgoing, attempts: 0 };
    waiting.set(id, delivery);
    return start(id, delivery);
  };

  return {
    enqueue: (subscriptionArn, outgoing) => void take(subscriptionArn, outgoing),
    deliver: take,
    resume() {
      for (const [id, delivery] of waiting.entries()) void start(id, delivery);
    },
    async close() {
      stopping.abort(new Error('SNS deliveries are stopping'));
      await Promise.all(running);
      carrier.close();
    },
  };
}

/** Brings single deliveries to their end. Never rejects: an end that is no end leaves the delivery in the store, and the reason in the log. */
function createCarrier(deps: DeliveriesDeps, waiting: Table<Delivery>, stopping: AbortSignal) {
  const { store, clock, log } = deps;
  const tables = snsTables(store);
  const pki = { sns: rememberSignatures(deps.pki.sns) };
  const stateOf = (arn: string) => tables.subscriptions.get(keyOfArn(arn))?.state;
  const lanes = createLanes({ clock, isNeeded: (arn) => stateOf(arn) === 'confirmed' || stateOf(arn) === 'pending' });
  return {
    async carryOut(id: string, delivery: Delivery): Promise<void> {
      const remember = (attempts: number) => waiting.set(id, { ...delivery, attempts });
      try {
        const end = await lanes.use(delivery.subscriptionArn, (lane) =>
          deliver({ ...deps, tables, pki }, lane, delivery, remember, stopping),
        );
        waiting.delete(id);
        report(deps, delivery, end);
      } catch (error) {
        if (!stopping.aborted) log.error({ event: 'sns.delivery_failed', error }, 'a delivery broke off');
      }
    },
    close: () => lanes.close(),
  };
}

function report(
  { counters, log }: DeliveriesDeps,
  { subscriptionArn, outgoing }: Delivery,
  { kind, reason }: End,
): void {
  counters.add(`sns.${kind}`);
  const fields = { event: `sns.${kind}`, subscriptionArn, messageId: outgoing.messageId, reason };
  if (kind === 'delivered') log.debug(fields, 'a message was delivered');
  else log.warn(fields, 'a message was given up');
}
