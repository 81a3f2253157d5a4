import { AwsError, type QueryOperation } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { tagsOf } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';
import { taggedTopic } from '../tags.ts';

// https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html
const MAX_TAGS = 50;

export const tagResource: QueryOperation = {
  name: 'TagResource',
  parameters: ['ResourceArn', 'Tags'],
  resource: (_call, params) => params.get('ResourceArn') ?? '*',
  policy: atTopic,
  run(call, params) {
    const topic = taggedTopic(call, params);
    const tags = { ...topic.tags, ...tagsOf(params) };
    if (Object.keys(tags).length > MAX_TAGS) {
      throw new AwsError('TagLimitExceeded', 400, `A topic can have at most ${MAX_TAGS} tags`);
    }
    snsTables(call.standIn.store).topics.set(keyOfArn(topic.arn), { ...topic, tags });
    return {};
  },
};
