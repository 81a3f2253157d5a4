import type { QueryOperation } from '../../../stand-in.ts';
import { groupArn, iam, theGroup } from '../lookup.ts';
import { groupXml, userXml } from '../output.ts';
import { PAGING, page } from '../page.ts';

/** A group and its members, page by page. */
export const getGroup: QueryOperation = {
  name: 'GetGroup',
  parameters: ['GroupName', ...PAGING],
  resource: groupArn,
  run(call, params) {
    const { users, key } = iam(call);
    const group = theGroup(call, params);
    const members = group.members.flatMap((name) => users.get(key(name)) ?? []);
    const { member, rest } = page(params, members, ({ name }) => name, userXml);
    return { Group: groupXml(group), Users: { member }, ...rest };
  },
};
