import { newSession, sessionArn } from '../../../identity/access-keys.ts';
import { isRoot } from '../../../identity/identity.ts';
import { identityTables } from '../../../identity/records.ts';
import { AwsError, type Call, type QueryOperation, type QueryParams, type Role } from '../../../stand-in.ts';
import { sessionLength, sessionName } from '../input.ts';

/** A day after their end, sessions are forgotten; until then they are told that they have expired. */
const REMEMBERED_MS = 24 * 3600 * 1000;

/** The trust policy and the caller's policies decide together, so no permission is asked for in advance. */
export const assumeRole: QueryOperation = {
  name: 'AssumeRole',
  parameters: ['RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId'],
  action: null,
  run(call, params) {
    const name = sessionName(params);
    const role = roleFor(call, params, name);
    const durationSeconds = sessionLength(params, role, call.caller);
    const { sessions } = identityTables(call.standIn.store);
    const now = call.standIn.clock.now();
    for (const [id, { expiresAt }] of sessions.entries()) if (expiresAt + REMEMBERED_MS < now) sessions.delete(id);
    const accountId = role.arn.split(':')[4] ?? '';
    const session = newSession(call.standIn, accountId, role, { name, durationSeconds });
    sessions.set(session.id, session);
    return {
      Credentials: {
        AccessKeyId: session.id,
        SecretAccessKey: session.secret,
        SessionToken: session.token,
        Expiration: new Date(session.expiresAt).toISOString().replace(/\.\d{3}/, ''),
      },
      AssumedRoleUser: { AssumedRoleId: `${role.id}:${name}`, Arn: sessionArn(session) },
    };
  },
};

/** The role, when the caller may take it on. One that does not exist is denied in the same words, so that nobody can find out which do. */
function roleFor({ standIn, caller }: Call, params: QueryParams, name: string): Role {
  const roleArn = params.need('RoleArn');
  if (isRoot(caller)) throw new AwsError('AccessDenied', 403, 'Roles may not be assumed by root accounts.');
  const externalId = params.get('ExternalId');
  const context = {
    'sts:RoleSessionName': name,
    ...(externalId !== undefined && { 'sts:ExternalId': externalId }),
  };
  const role = standIn.identity.role(roleArn);
  if (role && standIn.identity.mayTakeOn(caller, roleArn, context) === 'allow') return role;
  const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  throw new AwsError('AccessDenied', 403, message);
}
