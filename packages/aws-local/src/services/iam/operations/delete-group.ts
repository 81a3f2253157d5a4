import type { QueryOperation } from '../../../stand-in.ts';
import { deleteConflict } from '../errors.ts';
import { groupArn, iam, theGroup } from '../lookup.ts';

export const deleteGroup: QueryOperation = {
  name: 'DeleteGroup',
  parameters: ['GroupName'],
  resource: groupArn,
  run(call, params) {
    const { groups, key } = iam(call);
    const group = theGroup(call, params);
    if (group.members.length > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.');
    if (group.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(group.inline).length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
    groups.delete(key(group.name));
    return undefined;
  },
};
