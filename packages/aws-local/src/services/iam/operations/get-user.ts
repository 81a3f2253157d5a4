import type { QueryOperation } from '../../../stand-in.ts';
import { theUser, userArn } from '../lookup.ts';
import { userXml } from '../output.ts';

export const getUser: QueryOperation = {
  name: 'GetUser',
  parameters: ['UserName'],
  resource: userArn,
  run: (call, params) => ({ User: userXml(theUser(call, params)) }),
};
