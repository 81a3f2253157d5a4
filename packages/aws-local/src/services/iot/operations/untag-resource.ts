import { member } from '../../../json.ts';
import type { RestOperation } from '../../../stand-in.ts';
import { bodyOf, text, unfit } from '../input.ts';
import { tags } from '../registry.ts';
import { checkTaggable } from '../tagging.ts';

export const untagResource: RestOperation = {
  name: 'UntagResource',
  method: 'POST',
  path: '/untag',
  resource: (_, request) => String(member(bodyOf(request), 'resourceArn') ?? '*'),
  run(call, request) {
    const body = bodyOf(request);
    const arn = text(body, 'resourceArn');
    const keys = member(body, 'tagKeys');
    if (!Array.isArray(keys)) throw unfit('tagKeys', keys ?? null, 'Member must be a list');
    checkTaggable(call, arn);
    const table = tags(call.standIn.store);
    const left = Object.entries(table.get(arn) ?? {}).filter(([key]) => !keys.includes(key));
    table.set(arn, Object.fromEntries(left));
    return {};
  },
};
