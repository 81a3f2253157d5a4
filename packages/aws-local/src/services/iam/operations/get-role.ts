import type { QueryOperation } from '../../../stand-in.ts';
import { roleArn, theRole } from '../lookup.ts';
import { roleXml } from '../output.ts';

export const getRole: QueryOperation = {
  name: 'GetRole',
  parameters: ['RoleName'],
  resource: roleArn,
  run: (call, params) => ({ Role: roleXml(theRole(call, params)) }),
};
