import type { QueryOperation } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { authorizationError, invalidParameter } from '../errors.ts';
import { topicArn } from '../lookup.ts';
import { keyOfArn, parseArn, snsTables } from '../records.ts';

/** Idempotent; the topic's subscriptions go with it, pending ones included. */
export const deleteTopic: QueryOperation = {
  name: 'DeleteTopic',
  parameters: ['TopicArn'],
  resource: topicArn,
  policy: atTopic,
  run(call, params) {
    const arn = params.need('TopicArn');
    const parts = parseArn(arn);
    if (!parts || parts.subscription !== undefined || parts.region !== call.region) throw invalidParameter('TopicArn');
    const { topics, subscriptions } = snsTables(call.standIn.store);
    // A topic that is there was asked for its policy before.
    if (parts.accountId !== call.caller.accountId && !topics.has(keyOfArn(arn))) {
      throw authorizationError('Cannot delete a topic of another account');
    }
    topics.delete(keyOfArn(arn));
    for (const [key] of subscriptions.entries(`${keyOfArn(arn)}/`)) subscriptions.delete(key);
    return undefined;
  },
};
