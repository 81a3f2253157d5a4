import type { QueryOperation } from '../../../stand-in.ts';
import { page } from '../page.ts';
import { snsTables } from '../records.ts';

export const listTopics: QueryOperation = {
  name: 'ListTopics',
  parameters: ['NextToken'],
  run(call, params) {
    const all = snsTables(call.standIn.store).topics.entries(`${call.caller.accountId}/${call.region}/`);
    const { member, ...rest } = page(params, all, ({ arn }) => ({ TopicArn: arn }));
    return { Topics: { member }, ...rest };
  },
};
