import type { RestOperation } from '../../../stand-in.ts';
import { keepCertificate } from '../certificate.ts';
import { queryFlag } from '../input.ts';

/** Not idempotent: each call makes a new key pair, and the private key is shown this once. */
export const createKeysAndCertificate: RestOperation = {
  name: 'CreateKeysAndCertificate',
  method: 'POST',
  path: '/keys-and-certificate',
  async run(call, request) {
    const status = queryFlag(request, 'setAsActive') ? 'ACTIVE' : 'INACTIVE';
    const { publicKeyPem, privateKeyPem, ...issued } = await call.standIn.pki.issueDeviceKeysAndCertificate();
    const keyPair = { PublicKey: publicKeyPem, PrivateKey: privateKeyPem };
    return { json: { ...keepCertificate(call, issued, status), keyPair } };
  },
};
