import type { QueryOperation } from '../../../stand-in.ts';
import { validationError } from '../errors.ts';
import { theAccessKey } from '../keys.ts';
import { iam, userArn } from '../lookup.ts';

export const updateAccessKey: QueryOperation = {
  name: 'UpdateAccessKey',
  parameters: ['UserName', 'AccessKeyId', 'Status'],
  resource: userArn,
  run(call, params) {
    const key = theAccessKey(call, params);
    const status = params.need('Status');
    if (status !== 'Active' && status !== 'Inactive') {
      throw validationError(`Value '${status}' at 'status' must be one of: [Active, Inactive]`);
    }
    iam(call).accessKeys.set(key.id, { ...key, status });
    return undefined;
  },
};
