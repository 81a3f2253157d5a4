import { member } from '../../../json.ts';
import type { RestOperation } from '../../../stand-in.ts';
import { bodyOf, text } from '../input.ts';
import { checkTaggable, keepTags, readTags } from '../tagging.ts';

export const tagResource: RestOperation = {
  name: 'TagResource',
  method: 'POST',
  path: '/tags',
  resource: (_, request) => String(member(bodyOf(request), 'resourceArn') ?? '*'),
  run(call, request) {
    const body = bodyOf(request);
    const arn = text(body, 'resourceArn');
    checkTaggable(call, arn);
    keepTags(call.standIn.store, arn, readTags(body));
    return {};
  },
};
