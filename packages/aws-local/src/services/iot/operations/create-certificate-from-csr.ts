import type { RestOperation } from '../../../stand-in.ts';
import { keepCertificate } from '../certificate.ts';
import { bodyOf, queryFlag, text } from '../input.ts';

export const createCertificateFromCsr: RestOperation = {
  name: 'CreateCertificateFromCsr',
  method: 'POST',
  path: '/certificates',
  async run(call, request) {
    const status = queryFlag(request, 'setAsActive') ? 'ACTIVE' : 'INACTIVE';
    const csr = text(bodyOf(request), 'certificateSigningRequest');
    const issued = await call.standIn.pki.issueDeviceCertificate(csr);
    return { json: keepCertificate(call, issued, status) };
  },
};
