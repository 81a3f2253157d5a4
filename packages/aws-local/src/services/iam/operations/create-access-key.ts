import { newAccessKey } from '../../../identity/access-keys.ts';
import type { QueryOperation } from '../../../stand-in.ts';
import { limitExceeded } from '../errors.ts';
import { iam, theUser, userArn } from '../lookup.ts';
import { isoTime } from '../output.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const KEYS_PER_USER = 2;

export const createAccessKey: QueryOperation = {
  name: 'CreateAccessKey',
  parameters: ['UserName'],
  resource: userArn,
  run(call, params) {
    const { accessKeys, account } = iam(call);
    const user = theUser(call, params);
    const keys = accessKeys.entries().filter(([, one]) => one.accountId === account && one.userName === user.name);
    if (keys.length >= KEYS_PER_USER)
      throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${KEYS_PER_USER}`);
    const made = newAccessKey(call.standIn, account, user.name);
    accessKeys.set(made.id, made);
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: made.id,
        Status: made.status,
        SecretAccessKey: made.secret,
        CreateDate: isoTime(made.createdAt),
      },
    };
  },
};
