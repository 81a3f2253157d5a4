import { type Permission, rolePermissions, userPermissions } from '@thingdock/connection-kit';
import type { RoleArn } from '../../aws/index.ts';
import type { Place } from '../tables.ts';
import type { Facts } from './check.ts';

export type Whose = {
  place: Place;
  prefix: string;
  identity: NonNullable<Facts['identity']>;
  role: Pick<RoleArn, 'arn'> | undefined;
  /** Whether the rule for presence is switched on. */
  presence?: boolean | undefined;
};

/** What the connection's key needs; without a role, all but what concerns the role. */
export function permissionsOfUser({ place, prefix, identity, role, presence = false }: Whose): Permission[] {
  const arns = { userArn: identity.userArn, roleArn: role?.arn ?? NO_ROLE };
  const all = userPermissions({ ...place, ...arns, prefix, withoutPresence: !presence });
  return role ? all : all.filter(({ resources }) => !resources.includes(NO_ROLE));
}

/** Stands for a role that is not given. */
const NO_ROLE = 'none';

export const userPermission = (whose: Whose, action: string): Permission | undefined =>
  permissionsOfUser(whose).find((permission) => permission.action === action);

export const permissionsOfRole = ({ place, prefix }: Pick<Whose, 'place' | 'prefix'>): Permission[] =>
  rolePermissions({ ...place, prefix });
