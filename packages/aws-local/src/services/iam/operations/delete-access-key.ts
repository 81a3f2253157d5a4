import type { QueryOperation } from '../../../stand-in.ts';
import { theAccessKey } from '../keys.ts';
import { iam, userArn } from '../lookup.ts';

export const deleteAccessKey: QueryOperation = {
  name: 'DeleteAccessKey',
  parameters: ['UserName', 'AccessKeyId'],
  resource: userArn,
  run(call, params) {
    iam(call).accessKeys.delete(theAccessKey(call, params).id);
    return undefined;
  },
};
