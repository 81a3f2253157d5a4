import type { QueryOperation } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { keyOfArn, snsTables } from '../records.ts';
import { taggedTopic } from '../tags.ts';

export const untagResource: QueryOperation = {
  name: 'UntagResource',
  parameters: ['ResourceArn', 'TagKeys'],
  resource: (_call, params) => params.get('ResourceArn') ?? '*',
  policy: atTopic,
  run(call, params) {
    const topic = taggedTopic(call, params);
    const gone = params.list('TagKeys.member');
    const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !gone.includes(key)));
    snsTables(call.standIn.store).topics.set(keyOfArn(topic.arn), { ...topic, tags });
    return {};
  },
};
