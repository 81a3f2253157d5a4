import type { AccessKey } from '../../identity/records.ts';
import type { Call, QueryParams } from '../../stand-in.ts';
import { noSuchEntity } from './errors.ts';
import { iam, theUser } from './lookup.ts';

/** The key that the call names, which must belong to the user that it names. Throws NoSuchEntity. */
export function theAccessKey(call: Call, params: QueryParams): AccessKey {
  const user = theUser(call, params);
  const id = params.need('AccessKeyId');
  const key = iam(call).accessKeys.get(id);
  if (!key || key.accountId !== call.caller.accountId || key.userName !== user.name) {
    throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  }
  return key;
}
