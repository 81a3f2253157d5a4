import { X509Certificate } from 'node:crypto';
import { AwsError, type RestOperation } from '../../../stand-in.ts';
import { certificateHome, keepCertificate } from '../certificate.ts';
import { alreadyExists, notImplemented } from '../errors.ts';
import { bodyOf, optionalText, text, unfit } from '../input.ts';
import { iotArn, realmOf } from '../names.ts';

/** For certificates of an authority that AWS IoT does not know. A device proves with its TLS handshake that it holds the key. */
export const registerCertificateWithoutCa: RestOperation = {
  name: 'RegisterCertificateWithoutCA',
  method: 'POST',
  path: '/certificate/register-no-ca',
  run(call, request) {
    const body = bodyOf(request);
    const status = optionalText(body, 'status') ?? 'INACTIVE';
    if (status !== 'ACTIVE' && status !== 'INACTIVE' && status !== 'REVOKED') {
      throw unfit('status', status, 'Member must be ACTIVE, INACTIVE or REVOKED');
    }
    const certificate = readCertificate(text(body, 'certificatePem'));
    const certificateId = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    const home = certificateHome(call.standIn.store, certificateId);
    const realm = realmOf(call);
    if (home && (home.accountId !== realm.accountId || home.region !== realm.region)) {
      throw notImplemented('the registration of one certificate in several accounts or regions');
    }
    const certificateArn = iotArn(realm, 'cert', certificateId);
    if (home) {
      const where = { resourceId: certificateId, resourceArn: certificateArn };
      throw alreadyExists('The certificate is already registered in the system.', where);
    }
    const times = { notBefore: certificate.validFromDate.getTime(), notAfter: certificate.validToDate.getTime() };
    const registered = { certificateId, certificatePem: certificate.toString(), ...times };
    keepCertificate(call, registered, status, 'SNI_ONLY');
    return { json: { certificateArn, certificateId } };
  },
};

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('CertificateValidationException', 400, `The certificate cannot be read: ${reason}`);
  }
}
