import type { QueryOperation } from '../../../stand-in.ts';
import { deleteConflict } from '../errors.ts';
import { iam, roleArn, theRole } from '../lookup.ts';

export const deleteRole: QueryOperation = {
  name: 'DeleteRole',
  parameters: ['RoleName'],
  resource: roleArn,
  run(call, params) {
    const { roles, key } = iam(call);
    const role = theRole(call, params);
    if (role.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(role.inline).length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
    roles.delete(key(role.name));
    return undefined;
  },
};
