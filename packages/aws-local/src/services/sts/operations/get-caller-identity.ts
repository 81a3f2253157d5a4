import type { QueryOperation } from '../../../stand-in.ts';

/** Needs no permission and cannot be denied, which makes it the test of a key. */
export const getCallerIdentity: QueryOperation = {
  name: 'GetCallerIdentity',
  parameters: [],
  action: null,
  run: ({ caller }) => ({ UserId: caller.userId, Account: caller.accountId, Arn: caller.arn }),
};
