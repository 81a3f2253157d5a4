import type { QueryOperation } from '../../../stand-in.ts';
import { attachmentCount } from '../attachments.ts';
import { policyArn, thePolicy } from '../lookup.ts';
import { policyXml } from '../output.ts';

export const getPolicy: QueryOperation = {
  name: 'GetPolicy',
  parameters: ['PolicyArn'],
  resource: policyArn,
  run(call, params) {
    const policy = thePolicy(call, params.need('PolicyArn'));
    return { Policy: policyXml(policy, attachmentCount(call, policy.arn)) };
  },
};
