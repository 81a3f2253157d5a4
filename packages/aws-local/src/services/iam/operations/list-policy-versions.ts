import type { QueryOperation } from '../../../stand-in.ts';
import { policyArn, thePolicy } from '../lookup.ts';
import { versionXml } from '../output.ts';
import { PAGING, page } from '../page.ts';

export const listPolicyVersions: QueryOperation = {
  name: 'ListPolicyVersions',
  parameters: ['PolicyArn', ...PAGING],
  resource: policyArn,
  run(call, params) {
    const policy = thePolicy(call, params.need('PolicyArn'));
    const { member, rest } = page(
      params,
      policy.versions,
      // Padded, so that v10 comes after v9.
      ({ id }) => id.slice(1).padStart(9, '0'),
      (version) => versionXml(version, policy, 'without document'),
    );
    return { Versions: { member }, ...rest };
  },
};
