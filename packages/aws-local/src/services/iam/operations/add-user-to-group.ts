import { groupsOf } from '../../../identity/policies-of.ts';
import type { QueryOperation } from '../../../stand-in.ts';
import { limitExceeded } from '../errors.ts';
import { groupArn, iam, theGroup, theUser } from '../lookup.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const GROUPS_PER_USER = 10;

/** IAM asks for the group, not for the user. Adding a member again changes nothing. */
export const addUserToGroup: QueryOperation = {
  name: 'AddUserToGroup',
  parameters: ['GroupName', 'UserName'],
  resource: groupArn,
  run(call, params) {
    params.need('UserName');
    const tables = iam(call);
    const group = theGroup(call, params);
    const user = theUser(call, params);
    if (group.members.includes(user.name)) return undefined;
    if (groupsOf(tables, user).length >= GROUPS_PER_USER) {
      throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${GROUPS_PER_USER}`);
    }
    tables.groups.set(tables.key(group.name), { ...group, members: [...group.members, user.name] });
    return undefined;
  },
};
