import type { QueryOperation } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { taggedTopic } from '../tags.ts';

export const listTagsForResource: QueryOperation = {
  name: 'ListTagsForResource',
  parameters: ['ResourceArn'],
  resource: (_call, params) => params.get('ResourceArn') ?? '*',
  policy: atTopic,
  run: (call, params) => ({
    Tags: { member: Object.entries(taggedTopic(call, params).tags).map(([Key, Value]) => ({ Key, Value })) },
  }),
};
