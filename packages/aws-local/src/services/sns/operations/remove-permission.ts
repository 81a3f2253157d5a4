import type { QueryOperation } from '../../../stand-in.ts';
import { atTopic, withoutStatement } from '../access-policy.ts';
import { theTopic, topicArn } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';

export const removePermission: QueryOperation = {
  name: 'RemovePermission',
  parameters: ['TopicArn', 'Label'],
  resource: topicArn,
  policy: atTopic,
  run(call, params) {
    const topic = theTopic(call, params);
    const changed = withoutStatement(topic, params.need('Label'));
    snsTables(call.standIn.store).topics.set(keyOfArn(topic.arn), changed);
    return undefined;
  },
};
