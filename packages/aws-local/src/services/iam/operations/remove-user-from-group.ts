import type { QueryOperation } from '../../../stand-in.ts';
import { noSuchEntity } from '../errors.ts';
import { groupArn, iam, theGroup, theUser } from '../lookup.ts';

export const removeUserFromGroup: QueryOperation = {
  name: 'RemoveUserFromGroup',
  parameters: ['GroupName', 'UserName'],
  resource: groupArn,
  run(call, params) {
    params.need('UserName');
    const { groups, key } = iam(call);
    const group = theGroup(call, params);
    const user = theUser(call, params);
    if (!group.members.includes(user.name)) {
      throw noSuchEntity(`User ${user.name} is not in the group ${group.name}.`);
    }
    groups.set(key(group.name), { ...group, members: group.members.filter((name) => name !== user.name) });
    return undefined;
  },
};
