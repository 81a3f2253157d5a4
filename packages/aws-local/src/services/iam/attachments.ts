import type { Call } from '../../stand-in.ts';
import { iam } from './lookup.ts';

/** To how many users and roles of the account the managed policy is attached. */
export function attachmentCount(call: Call, policyArn: string): number {
  const { users, roles, account } = iam(call);
  const holders = [...users.entries(`${account}/`), ...roles.entries(`${account}/`)];
  return holders.filter(([, { attached }]) => attached.includes(policyArn)).length;
}
