import type { Subscription } from '../services/sns/records.ts';
import type { MessageAttributes } from './envelope.ts';
import { accepts } from './filter-policy/accepts.ts';
import { type Filter, parseFilterPolicy } from './filter-policy/parse.ts';

/** The filter policies of subscriptions, each read once: a change makes another record of the subscription. */
export function createFilters() {
  const read = new WeakMap<Subscription, Filter>();
  return {
    /** Whether the subscription wants to have this message. */
    lets(subscription: Subscription, message: string, attributes: MessageAttributes | undefined): boolean {
      const { filterPolicy, filterPolicyScope: scope = 'MessageAttributes' } = subscription;
      if (filterPolicy === undefined) return true;
      const filter = read.get(subscription) ?? parseFilterPolicy(filterPolicy, scope);
      read.set(subscription, filter);
      return accepts(filter, scope, attributes === undefined ? { message } : { message, attributes });
    },
  };
}
