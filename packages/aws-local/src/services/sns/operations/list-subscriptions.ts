import type { QueryOperation } from '../../../stand-in.ts';
import { page } from '../page.ts';
import { isAlive, snsTables } from '../records.ts';
import { subscriptionXml } from '../subscription-attributes.ts';

/** Those that the caller's account has made, to topics of other accounts too. */
export const listSubscriptions: QueryOperation = {
  name: 'ListSubscriptions',
  parameters: ['NextToken'],
  run(call, params) {
    const { store, clock } = call.standIn;
    const all = snsTables(store)
      .subscriptions.entries()
      .filter(([, { owner, topicArn }]) => owner === call.caller.accountId && topicArn.split(':')[3] === call.region)
      .filter(([, subscription]) => isAlive(subscription, clock.now()));
    const { member, ...rest } = page(params, all, subscriptionXml);
    return { Subscriptions: { member }, ...rest };
  },
};
