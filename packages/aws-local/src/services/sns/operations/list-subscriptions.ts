import type { QueryOperation } from '../../../stand-in.ts';
import { page } from '../page.ts';
import { isAlive, snsTables } from '../records.ts';
import { subscriptionXml } from '../subscription-attributes.ts';

export const listSubscriptions: QueryOperation = {
  name: 'ListSubscriptions',
  parameters: ['NextToken'],
  run(call, params) {
    const { store, clock } = call.standIn;
    const all = snsTables(store)
      .subscriptions.entries(`${call.caller.accountId}/${call.region}/`)
      .filter(([, subscription]) => isAlive(subscription, clock.now()));
    const { member, ...rest } = page(params, all, subscriptionXml);
    return { Subscriptions: { member }, ...rest };
  },
};
