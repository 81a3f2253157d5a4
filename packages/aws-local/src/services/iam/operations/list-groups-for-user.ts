import { groupsOf } from '../../../identity/policies-of.ts';
import type { QueryOperation } from '../../../stand-in.ts';
import { iam, theUser, userArn } from '../lookup.ts';
import { groupXml } from '../output.ts';
import { PAGING, page } from '../page.ts';

export const listGroupsForUser: QueryOperation = {
  name: 'ListGroupsForUser',
  parameters: ['UserName', ...PAGING],
  resource: userArn,
  run(call, params) {
    params.need('UserName');
    const groups = groupsOf(iam(call), theUser(call, params));
    const { member, rest } = page(params, groups, ({ name }) => name, groupXml);
    return { Groups: { member }, ...rest };
  },
};
