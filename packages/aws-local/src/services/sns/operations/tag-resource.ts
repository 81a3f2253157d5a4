import type { QueryOperation } from '../../../stand-in.ts';
import { tagsOf } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';
import { taggedTopic } from '../tags.ts';

export const tagResource: QueryOperation = {
  name: 'TagResource',
  parameters: ['ResourceArn', 'Tags'],
  resource: (_call, params) => params.get('ResourceArn') ?? '*',
  run(call, params) {
    const topic = taggedTopic(call, params);
    const tags = { ...topic.tags, ...tagsOf(params) };
    snsTables(call.standIn.store).topics.set(keyOfArn(topic.arn), { ...topic, tags });
    return {};
  },
};
