import { groupsOf } from '../../../identity/policies-of.ts';
import type { QueryOperation } from '../../../stand-in.ts';
import { deleteConflict } from '../errors.ts';
import { iam, theUser, userArn } from '../lookup.ts';

export const deleteUser: QueryOperation = {
  name: 'DeleteUser',
  parameters: ['UserName'],
  resource: userArn,
  run(call, params) {
    params.need('UserName');
    const { users, accessKeys, key, account } = iam(call);
    const user = theUser(call, params);
    const keys = accessKeys.entries().filter(([, one]) => one.accountId === account && one.userName === user.name);
    if (keys.length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.');
    if (groupsOf(iam(call), user).length > 0) {
      throw deleteConflict('Cannot delete entity, must remove the user from its groups first.');
    }
    if (user.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(user.inline).length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
    users.delete(key(user.name));
    return undefined;
  },
};
