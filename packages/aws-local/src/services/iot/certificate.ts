import type { Realm } from '../../broker/message.ts';
import type { Call, IssuedCertificate, RestRequest, Store } from '../../stand-in.ts';
import { notFound } from './errors.ts';
import { CERTIFICATE_ID, name } from './input.ts';
import { iotArn, realmOf } from './names.ts';
import { type Certificate, type CertificateStatus, certificates } from './registry.ts';

/** Registers a new certificate and gives what the creating operations answer. */
export function keepCertificate(
  call: Call,
  issued: IssuedCertificate,
  status: CertificateStatus,
  mode: Certificate['mode'] = 'DEFAULT',
) {
  const { store, clock, ids } = call.standIn;
  const realm = realmOf(call);
  const { certificateId, certificatePem, notBefore, notAfter } = issued;
  const now = clock.now();
  certificates(store, realm).set(certificateId, {
    certificateId,
    certificatePem,
    status,
    mode,
    generationId: ids.uuid(),
    createdAt: now,
    modifiedAt: now,
    notBefore,
    notAfter,
  });
  return { certificateArn: iotArn(realm, 'cert', certificateId), certificateId, certificatePem };
}

/** The certificate that the path names. Throws ResourceNotFoundException. */
export function certificateOf(call: Call, request: RestRequest): Certificate {
  const certificateId = name(request, 'certificateId', CERTIFICATE_ID);
  const certificate = certificates(call.standIn.store, realmOf(call)).get(certificateId);
  if (!certificate) throw notFound(`The certificate given in the request does not exist. id=${certificateId}`);
  return certificate;
}

/** Where a certificate is registered, whichever account and region that is. */
export function certificateHome(store: Store, certificateId: string): Realm | undefined {
  return store.table<Realm>('iot.certificateHomes').get(certificateId);
}
