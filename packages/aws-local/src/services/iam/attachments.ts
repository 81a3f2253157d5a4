import type { Holder } from '../../identity/records.ts';
import type { Call } from '../../stand-in.ts';
import { iam } from './lookup.ts';

export type Attached = { kind: 'User' | 'Group' | 'Role'; name: string; id: string; path: string };

/** The users, groups and roles of the account that the managed policy is attached to. */
export function attachedTo(call: Call, policyArn: string): Attached[] {
  const { users, groups, roles, account } = iam(call);
  const holders = (kind: Attached['kind'], entries: [string, Holder & Omit<Attached, 'kind'>][]) =>
    entries
      .filter(([, { attached }]) => attached.includes(policyArn))
      .map(([, { name, id, path }]): Attached => ({ kind, name, id, path }));
  const prefix = `${account}/`;
  return [
    ...holders('Group', groups.entries(prefix)),
    ...holders('Role', roles.entries(prefix)),
    ...holders('User', users.entries(prefix)),
  ];
}

export const attachmentCount = (call: Call, policyArn: string): number => attachedTo(call, policyArn).length;
