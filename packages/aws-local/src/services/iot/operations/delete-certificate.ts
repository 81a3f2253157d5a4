import { AwsError, type RestOperation } from '../../../stand-in.ts';
import { certificateOf } from '../certificate.ts';
import { deleteConflict } from '../errors.ts';
import { queryFlag } from '../input.ts';
import { policyTargets, thingPrincipals } from '../links.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { certificates } from '../registry.ts';

/** Only what is not ACTIVE and not attached to a thing; `forceDelete` detaches the policies. */
export const deleteCertificate: RestOperation = {
  name: 'DeleteCertificate',
  method: 'DELETE',
  path: '/certificates/:certificateId',
  resource: arnOf('cert', 'certificateId'),
  run(call, request) {
    const { store, broker } = call.standIn;
    const realm = realmOf(call);
    const { certificateId, status } = certificateOf(call, request);
    const arn = iotArn(realm, 'cert', certificateId);
    if (status === 'ACTIVE') {
      const reason = `Certificate must be deactivated (not ACTIVE) before deletion. id=${certificateId}`;
      throw new AwsError('CertificateStateException', 406, reason);
    }
    if (thingPrincipals(store, realm).from(arn).length > 0) {
      throw deleteConflict(`Things must be detached before deletion (arn: ${arn})`);
    }
    const targets = policyTargets(store, realm);
    const attached = targets.from(arn);
    if (attached.length > 0 && !queryFlag(request, 'forceDelete')) {
      throw deleteConflict(`Certificate policies must be detached before deletion (arn: ${arn})`);
    }
    for (const policyName of attached) targets.remove(policyName, arn);
    certificates(store, realm).delete(certificateId);
    broker.disconnectCertificate(certificateId);
    return {};
  },
};
