import type { Realm } from '../../broker/message.ts';
import type { Call, RestRequest } from '../../stand-in.ts';
import { CERTIFICATE_ID } from './input.ts';

/** Realms, ARNs and what they name. */

export function realmOf({ caller, region }: Call): Realm {
  return { accountId: caller.accountId, region };
}

export function iotArn(
  { accountId, region }: Realm,
  type: 'thing' | 'thingtype' | 'cert' | 'policy' | 'rule' | 'topic',
  id: string,
): string {
  return `arn:aws:iot:${region}:${accountId}:${type}/${id}`;
}

/** For an operation's `resource`: the ARN of what a path parameter names. */
export function arnOf(type: Parameters<typeof iotArn>[1], param: string) {
  return (call: Call, request: RestRequest) => iotArn(realmOf(call), type, request.params[param] ?? '');
}

/** The certificate that an ARN of this realm names. */
export function certificateIdOf(realm: Realm, arn: string): string | undefined {
  const prefix = iotArn(realm, 'cert', '');
  const id = arn.startsWith(prefix) ? arn.slice(prefix.length) : '';
  return CERTIFICATE_ID.test(id) ? id : undefined;
}
