import type { Role, Store, Table } from '../stand-in.ts';

/** What IAM keeps. Times in ms since the epoch; policy documents as the text that was sent. */
export type User = {
  arn: string;
  accountId: string;
  name: string;
  path: string;
  id: string;
  createdAt: number;
  /** ARNs of managed policies. */
  attached: string[];
  inline: Record<string, string>;
};

export type ManagedPolicy = {
  arn: string;
  name: string;
  path: string;
  id: string;
  description: string;
  createdAt: number;
  document: string;
};

/** `userName: null` is the account's root. */
export type AccessKey = {
  id: string;
  secret: string;
  accountId: string;
  userName: string | null;
  status: 'Active' | 'Inactive';
  createdAt: number;
};

/** Keys: users, roles and policies by `${accountId}/${name}`, access keys by their id. */
export type IdentityTables = {
  users: Table<User>;
  roles: Table<Role>;
  policies: Table<ManagedPolicy>;
  accessKeys: Table<AccessKey>;
};

export const identityTables = (store: Store): IdentityTables => ({
  users: store.table<User>('iam.users'),
  roles: store.table<Role>('iam.roles'),
  policies: store.table<ManagedPolicy>('iam.policies'),
  accessKeys: store.table<AccessKey>('iam.access-keys'),
});

/** Account and last path segment of `arn:aws:iam::ACCOUNT:role/path/name`, as a table key; undefined for other ARNs. */
export function keyOfArn(arn: string, kind: 'user' | 'role' | 'policy'): string | undefined {
  const [, account, name] = new RegExp(`^arn:aws:iam::(\\d{12}):${kind}/(?:.*/)?([^/]+)$`).exec(arn) ?? [];
  return account && name ? `${account}/${name}` : undefined;
}
