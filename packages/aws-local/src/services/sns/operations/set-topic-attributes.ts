import type { QueryOperation } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { theTopic, topicArn } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';
import { withAttribute } from '../topic-attributes.ts';

export const setTopicAttributes: QueryOperation = {
  name: 'SetTopicAttributes',
  parameters: ['TopicArn', 'AttributeName', 'AttributeValue'],
  resource: topicArn,
  policy: atTopic,
  run(call, params) {
    const topic = theTopic(call, params);
    const changed = withAttribute(topic, params.need('AttributeName'), params.get('AttributeValue') ?? '');
    snsTables(call.standIn.store).topics.set(keyOfArn(topic.arn), changed);
    return undefined;
  },
};
