import type { User } from '../../../identity/records.ts';
import type { QueryOperation } from '../../../stand-in.ts';
import { alreadyExists } from '../errors.ts';
import { entityName, entityPath, uniqueId } from '../input.ts';
import { iam, userArn } from '../lookup.ts';
import { userXml } from '../output.ts';

export const createUser: QueryOperation = {
  name: 'CreateUser',
  parameters: ['UserName', 'Path'],
  resource: userArn,
  run(call, params) {
    const { users, key, account } = iam(call);
    const name = entityName(params, 'UserName');
    const path = entityPath(params);
    if (users.has(key(name))) throw alreadyExists(`User with name ${name} already exists.`);
    const user: User = {
      arn: `arn:aws:iam::${account}:user${path}${name}`,
      accountId: account,
      name,
      path,
      id: uniqueId(call.standIn.ids, 'AIDA'),
      createdAt: call.standIn.clock.now(),
      attached: [],
      inline: {},
    };
    users.set(key(name), user);
    return { User: userXml(user) };
  },
};
