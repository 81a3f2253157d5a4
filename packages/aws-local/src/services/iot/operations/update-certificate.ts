import { AwsError, type RestOperation } from '../../../stand-in.ts';
import { certificateOf } from '../certificate.ts';
import { unfit } from '../input.ts';
import { arnOf, realmOf } from '../names.ts';
import { type Certificate, certificates } from '../registry.ts';

/**
 * Revoked is for ever (https://docs.aws.amazon.com/iot/latest/developerguide/revoke-ca-cert.html). A certificate that is not ACTIVE any more lets nobody in, and its connections end.
 */
export const updateCertificate: RestOperation = {
  name: 'UpdateCertificate',
  method: 'PUT',
  path: '/certificates/:certificateId',
  resource: arnOf('cert', 'certificateId'),
  run(call, request) {
    const { store, clock, broker } = call.standIn;
    const certificate = certificateOf(call, request);
    const status = request.query.get('newStatus');
    if (status !== 'ACTIVE' && status !== 'INACTIVE' && status !== 'REVOKED') {
      throw unfit('newStatus', status, 'Member must be ACTIVE, INACTIVE or REVOKED');
    }
    if (certificate.status === 'REVOKED' && status !== 'REVOKED') {
      const reason = `A revoked certificate cannot change its status. id=${certificate.certificateId}`;
      throw new AwsError('CertificateStateException', 406, reason);
    }
    const changed: Certificate = { ...certificate, status, modifiedAt: clock.now() };
    certificates(store, realmOf(call)).set(certificate.certificateId, changed);
    if (status !== 'ACTIVE') broker.disconnectCertificate(certificate.certificateId);
    return {};
  },
};
