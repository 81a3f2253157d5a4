import type { RestOperation } from '../../../stand-in.ts';
import { keepCertificate } from '../certificate.ts';
import { queryFlag } from '../input.ts';

/** Not idempotent: each call makes a new key pair, and the private key is shown this once. */
export const createKeysAndCertificate: RestOperation = {
  name: 'CreateKeysAndCertificate',
  method: 'POST',
  path: '/keys-and-certificate',
  async run(call, request) {
    const active = queryFlag(request, 'setAsActive') ?? false;
    const { publicKeyPem, privateKeyPem, ...issued } = await call.standIn.pki.issueDeviceKeysAndCertificate();
    const keyPair = { PublicKey: publicKeyPem, PrivateKey: privateKeyPem };
    return { json: { ...keepCertificate(call, issued, active), keyPair } };
  },
};
