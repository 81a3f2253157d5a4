import type { QueryOperation } from '../../../stand-in.ts';
import { noSuchEntity } from '../errors.ts';
import { theUser, userArn } from '../lookup.ts';

/** Nobody has a password here, since CreateLoginProfile is not implemented. */
export const getLoginProfile: QueryOperation = {
  name: 'GetLoginProfile',
  parameters: ['UserName'],
  resource: userArn,
  run(call, params) {
    throw noSuchEntity(`Login Profile for User ${theUser(call, params).name} cannot be found.`);
  },
};
