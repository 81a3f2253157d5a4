import type { QueryOperation } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { theTopic, topicArn } from '../lookup.ts';
import { snsTables, subscriptionsOf } from '../records.ts';
import { topicAttributes } from '../topic-attributes.ts';

export const getTopicAttributes: QueryOperation = {
  name: 'GetTopicAttributes',
  parameters: ['TopicArn'],
  resource: topicArn,
  policy: atTopic,
  run(call, params) {
    const topic = theTopic(call, params);
    const { store, clock } = call.standIn;
    const attributes = topicAttributes(topic, subscriptionsOf(snsTables(store), topic.arn, clock.now()));
    return { Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) } };
  },
};
