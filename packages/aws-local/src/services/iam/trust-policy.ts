import { readPolicy } from '../../identity/policy-document.ts';
import { type IdentityTables, keyOfArn } from '../../identity/records.ts';
import type { Call, QueryParams } from '../../stand-in.ts';
import { malformedDocument } from './errors.ts';
import { policyDocument } from './input.ts';
import { iam } from './lookup.ts';

/**
 * A role's trust policy as sent. Throws MalformedPolicyDocument also when it names a principal that does not exist, as AWS does.
 * Of accounts that are not here the stand-in believes that they exist.
 */
export function trustPolicy(call: Call, params: QueryParams, parameter: string): string {
  const text = policyDocument(params, parameter, 'trust');
  const reading = readPolicy(text, 'trust');
  const named = 'statements' in reading ? reading.statements.flatMap(({ principals }) => principals?.AWS ?? []) : [];
  const tables = iam(call);
  const wrong = named.find((principal) => !exists(tables, principal));
  if (wrong !== undefined) throw malformedDocument(`Invalid principal in policy: "AWS":"${wrong}"`);
  return text;
}

const SESSION = /^arn:aws:sts::\d{12}:assumed-role\/[^/]+\/[^/]+$/;

function exists({ accounts, users, roles }: IdentityTables, principal: string): boolean {
  if (principal === '*' || /^(\d{12}|arn:aws:iam::\d{12}:root)$/.test(principal) || SESSION.test(principal))
    return true;
  const account = principal.split(':')[4] ?? '';
  const [user, role] = [keyOfArn(principal, 'user'), keyOfArn(principal, 'role')];
  if (user === undefined && role === undefined) return false;
  if (!accounts.has(account)) return true;
  return users.get(user ?? '')?.arn === principal || roles.get(role ?? '')?.arn === principal;
}
