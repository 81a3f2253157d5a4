import type { Table } from '../stand-in.ts';
import { awsManagedPolicy, isAwsManaged } from './managed-policies.ts';
import { documentOf, type Group, type Holder, type IdentityTables, keyOfArn, type User } from './records.ts';

/** A policy in force for somebody, with the names that SimulatePrincipalPolicy gives it. */
export type SourcePolicy = {
  id: string;
  type: 'user' | 'group' | 'role' | 'aws-managed' | 'user-managed';
  document: string;
};

type HolderKind = 'user' | 'group' | 'role';

/** The policies of a user (with those of its groups), a group or a role, by its ARN; undefined when there is none such. */
export function policiesOf(tables: IdentityTables, arn: string): SourcePolicy[] | undefined {
  const user = lookUp(tables.users, 'user', arn);
  if (user) {
    const groups = groupsOf(tables, user).flatMap((group) => policiesHeld(tables, 'group', group));
    return [...policiesHeld(tables, 'user', user), ...groups];
  }
  const role = lookUp(tables.roles, 'role', arn);
  if (role) return policiesHeld(tables, 'role', role);
  const group = lookUp(tables.groups, 'group', arn);
  return group ? policiesHeld(tables, 'group', group) : undefined;
}

export function groupsOf({ groups }: IdentityTables, { accountId, name }: Pick<User, 'accountId' | 'name'>): Group[] {
  return groups
    .entries(`${accountId}/`)
    .map(([, group]) => group)
    .filter(({ members }) => members.includes(name));
}

function lookUp<T extends { arn: string }>(table: Table<T>, kind: HolderKind, arn: string): T | undefined {
  const key = keyOfArn(arn, kind);
  const found = key === undefined ? undefined : table.get(key);
  // The table's key leaves the path out.
  return found?.arn === arn ? found : undefined;
}

function policiesHeld(tables: IdentityTables, kind: HolderKind, holder: Holder & { name: string }): SourcePolicy[] {
  const managed = holder.attached.flatMap((arn): SourcePolicy[] => {
    const key = keyOfArn(arn, 'policy');
    const policy = awsManagedPolicy(arn) ?? (key === undefined ? undefined : tables.policies.get(key));
    if (!policy) return [];
    return [
      { id: policy.name, type: isAwsManaged(arn) ? 'aws-managed' : 'user-managed', document: documentOf(policy) },
    ];
  });
  const inline = Object.entries(holder.inline).map(
    ([name, document]): SourcePolicy => ({ id: `${kind}_${holder.name}_${name}`, type: kind, document }),
  );
  return [...managed, ...inline];
}
