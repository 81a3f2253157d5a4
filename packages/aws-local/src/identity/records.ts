import type { Role, Store, Table } from '../stand-in.ts';

/** What IAM keeps. Times in ms since the epoch; policy documents as the text that was sent. */
export type User = Holder & {
  arn: string;
  accountId: string;
  name: string;
  path: string;
  id: string;
  createdAt: number;
};

export type Group = User & {
  /** Names of users. */
  members: string[];
};

/** Users, groups and roles hold policies in the same way. */
export type Holder = {
  /** ARNs of managed policies. */
  attached: string[];
  /** Documents by name. */
  inline: Record<string, string>;
};

export type ManagedPolicy = {
  arn: string;
  name: string;
  path: string;
  id: string;
  description: string;
  createdAt: number;
  updatedAt: number;
  /** In the order in which they were made; five at most. */
  versions: PolicyVersion[];
  /** The one that counts. */
  defaultVersionId: string;
  /** How many there have ever been, since their numbers are not given twice. */
  versionsMade: number;
};

/** `id`: `v1`, `v2` … */
export type PolicyVersion = { id: string; document: string; createdAt: number };

/** `userName: null` is the account's root. */
export type AccessKey = {
  id: string;
  secret: string;
  accountId: string;
  userName: string | null;
  status: 'Active' | 'Inactive';
  createdAt: number;
};

/** Temporary credentials of a role. They end when the role that they were given for is deleted, also when another takes its name. */
export type Session = {
  id: string;
  secret: string;
  token: string;
  accountId: string;
  roleArn: string;
  roleId: string;
  name: string;
  expiresAt: number;
};

export type Account = { accountId: string; rootKeyId: string; createdAt: number };

/** Keys: users, groups, roles and policies by `${accountId}/${name}`; accounts, access keys and sessions by their id. */
export type IdentityTables = {
  accounts: Table<Account>;
  users: Table<User>;
  groups: Table<Group>;
  roles: Table<Role>;
  policies: Table<ManagedPolicy>;
  accessKeys: Table<AccessKey>;
  sessions: Table<Session>;
};

export const identityTables = (store: Store): IdentityTables => ({
  accounts: store.table<Account>('iam.accounts'),
  users: store.table<User>('iam.users'),
  groups: store.table<Group>('iam.groups'),
  roles: store.table<Role>('iam.roles'),
  policies: store.table<ManagedPolicy>('iam.policies'),
  accessKeys: store.table<AccessKey>('iam.access-keys'),
  sessions: store.table<Session>('iam.sessions'),
});

/** Account and last path segment of `arn:aws:iam::ACCOUNT:role/path/name`, as a table key; undefined for other ARNs. */
export function keyOfArn(arn: string, kind: 'user' | 'group' | 'role' | 'policy'): string | undefined {
  const [, account, name] = new RegExp(`^arn:aws:iam::(\\d{12}):${kind}/(?:.*/)?([^/]+)$`).exec(arn) ?? [];
  return account && name ? `${account}/${name}` : undefined;
}

/** The document that counts of a managed policy. */
export const documentOf = ({ versions, defaultVersionId }: ManagedPolicy): string =>
  versions.find(({ id }) => id === defaultVersionId)?.document ?? '';

/** A customer managed policy with its first version. */
export function newManagedPolicy(
  base: Pick<ManagedPolicy, 'arn' | 'name' | 'path' | 'id' | 'description' | 'createdAt'>,
  document: string,
): ManagedPolicy {
  const { createdAt } = base;
  const versions = [{ id: 'v1', document, createdAt }];
  return { ...base, updatedAt: createdAt, versions, defaultVersionId: 'v1', versionsMade: 1 };
}
