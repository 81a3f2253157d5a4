import type { Group } from '../../../identity/records.ts';
import type { QueryOperation } from '../../../stand-in.ts';
import { alreadyExists } from '../errors.ts';
import { entityName, entityPath, uniqueId } from '../input.ts';
import { groupArn, iam } from '../lookup.ts';
import { groupXml } from '../output.ts';

export const createGroup: QueryOperation = {
  name: 'CreateGroup',
  parameters: ['GroupName', 'Path'],
  resource: groupArn,
  run(call, params) {
    const { groups, key, account } = iam(call);
    const name = entityName(params, 'GroupName', 128);
    const path = entityPath(params);
    if (groups.has(key(name))) throw alreadyExists(`Group with name ${name} already exists.`);
    const group: Group = {
      arn: `arn:aws:iam::${account}:group${path}${name}`,
      accountId: account,
      name,
      path,
      id: uniqueId(call.standIn.ids, 'AGPA'),
      createdAt: call.standIn.clock.now(),
      attached: [],
      inline: {},
      members: [],
    };
    groups.set(key(name), group);
    return { Group: groupXml(group) };
  },
};
