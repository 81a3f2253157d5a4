import type { Realm } from '../../broker/message.ts';
import type { Store } from '../../stand-in.ts';
import { invalidRequest, notFound } from './errors.ts';
import { certificateIdOf } from './names.ts';
import { certificates } from './registry.ts';

/** Throws unless the ARN names a certificate of this realm: the only kind of target that the stand-in has. */
export function checkPolicyTarget(store: Store, realm: Realm, target: string): void {
  const certificateId = certificateIdOf(realm, target);
  if (!certificateId)
    throw invalidRequest(`aws-local attaches policies to certificates of this account and region: ${target}`);
  if (!certificates(store, realm).get(certificateId)) {
    throw notFound(`The certificate given in the request does not exist. id=${certificateId}`);
  }
}
