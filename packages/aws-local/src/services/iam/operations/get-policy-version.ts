import type { QueryOperation } from '../../../stand-in.ts';
import { noSuchEntity } from '../errors.ts';
import { policyArn, thePolicy } from '../lookup.ts';
import { encodedDocument, isoTime } from '../output.ts';

/** Policies have the one version that they were made with: CreatePolicyVersion is not implemented. */
export const getPolicyVersion: QueryOperation = {
  name: 'GetPolicyVersion',
  parameters: ['PolicyArn', 'VersionId'],
  resource: policyArn,
  run(call, params) {
    const policy = thePolicy(call, params.need('PolicyArn'));
    const version = params.need('VersionId');
    if (version !== 'v1')
      throw noSuchEntity(`Policy ${policy.arn} version ${version} does not exist or is not attachable.`);
    return {
      PolicyVersion: {
        Document: encodedDocument(policy.document),
        VersionId: 'v1',
        IsDefaultVersion: true,
        CreateDate: isoTime(policy.createdAt),
      },
    };
  },
};
