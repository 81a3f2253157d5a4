import type { QueryOperation } from '../../../stand-in.ts';
import { iam, theUser, userArn } from '../lookup.ts';
import { isoTime } from '../output.ts';
import { PAGING, page } from '../page.ts';

export const listAccessKeys: QueryOperation = {
  name: 'ListAccessKeys',
  parameters: ['UserName', ...PAGING],
  resource: userArn,
  run(call, params) {
    const user = theUser(call, params);
    const keys = iam(call)
      .accessKeys.entries()
      .map(([, key]) => key)
      .filter(({ accountId, userName }) => accountId === user.accountId && userName === user.name);
    const { member, rest } = page(
      params,
      keys,
      ({ id }) => id,
      ({ id, status, createdAt }) => ({
        UserName: user.name,
        AccessKeyId: id,
        Status: status,
        CreateDate: isoTime(createdAt),
      }),
    );
    return { AccessKeyMetadata: { member }, ...rest };
  },
};
