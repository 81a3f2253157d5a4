import type { RestOperation } from '../../../stand-in.ts';
import { tags } from '../registry.ts';
import { checkTaggable } from '../tagging.ts';

export const listTagsForResource: RestOperation = {
  name: 'ListTagsForResource',
  method: 'GET',
  path: '/tags',
  resource: (_, { query }) => query.get('resourceArn') ?? '*',
  run(call, request) {
    const arn = request.query.get('resourceArn') ?? '';
    checkTaggable(call, arn);
    const found = Object.entries(tags(call.standIn.store).get(arn) ?? {});
    return { json: { tags: found.map(([Key, Value]) => ({ Key, Value })) } };
  },
};
