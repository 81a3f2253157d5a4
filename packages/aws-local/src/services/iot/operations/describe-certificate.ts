import type { RestOperation } from '../../../stand-in.ts';
import { certificateOf } from '../certificate.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';

export const describeCertificate: RestOperation = {
  name: 'DescribeCertificate',
  method: 'GET',
  path: '/certificates/:certificateId',
  resource: arnOf('cert', 'certificateId'),
  run(call, request) {
    const { certificateId, certificatePem, status, generationId, mode, ...times } = certificateOf(call, request);
    return {
      json: {
        certificateDescription: {
          certificateArn: iotArn(realmOf(call), 'cert', certificateId),
          certificateId,
          status,
          certificatePem,
          ownedBy: call.caller.accountId,
          creationDate: times.createdAt / 1000,
          lastModifiedDate: times.modifiedAt / 1000,
          customerVersion: 1,
          generationId,
          validity: { notBefore: times.notBefore / 1000, notAfter: times.notAfter / 1000 },
          certificateMode: mode ?? 'DEFAULT',
        },
      },
    };
  },
};
