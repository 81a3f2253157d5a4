import type { Clock, Ids } from '@thingdock/effects';
import type { Role } from '../stand-in.ts';
import type { AccessKey, Session } from './records.ts';

const KEY_ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SECRET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A new active key in AWS's form: 20 characters of id, 40 of secret. */
export function newAccessKey(
  { ids, clock }: { ids: Ids; clock: Clock },
  accountId: string,
  userName: string | null,
): AccessKey {
  return {
    id: `AKIA${ids.pick(KEY_ID, 16)}`,
    secret: ids.pick(SECRET, 40),
    accountId,
    userName,
    status: 'Active',
    createdAt: clock.now(),
  };
}

const TOKEN = 300;

/** Temporary credentials for a session of a role. Session tokens have no form that AWS promises; this one is random. */
export function newSession(
  { ids, clock }: { ids: Ids; clock: Clock },
  accountId: string,
  role: Role,
  { name, durationSeconds }: { name: string; durationSeconds: number },
): Session {
  return {
    id: `ASIA${ids.pick(KEY_ID, 16)}`,
    secret: ids.pick(SECRET, 40),
    token: ids.pick(SECRET, TOKEN),
    accountId,
    roleArn: role.arn,
    roleId: role.id,
    name,
    expiresAt: clock.now() + durationSeconds * 1000,
  };
}

/** The ARN under which a session acts: the role's name without its path. */
export const sessionArn = ({ accountId, roleArn, name }: Pick<Session, 'accountId' | 'roleArn' | 'name'>) =>
  `arn:aws:sts::${accountId}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${name}`;
