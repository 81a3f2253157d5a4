import type { QueryOperation } from '../../../stand-in.ts';
import { policyArn, thePolicy, theVersion } from '../lookup.ts';
import { versionXml } from '../output.ts';

export const getPolicyVersion: QueryOperation = {
  name: 'GetPolicyVersion',
  parameters: ['PolicyArn', 'VersionId'],
  resource: policyArn,
  run(call, params) {
    const policy = thePolicy(call, params.need('PolicyArn'));
    return { PolicyVersion: versionXml(theVersion(policy, params), policy, 'with document') };
  },
};
