import { generateKeyPair, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';

/** A key pair made here, and the request that asks for a certificate of its public half. */
export type SigningRequest = { privateKeyPem: string; csrPem: string };

/**
 * Makes an RSA key pair of 2,048 bits and signs a request with it. RSA in its PKCS#1 form is what AWS IoT itself hands
 * out with CreateKeysAndCertificate, so every device SDK can read it, the oldest in the field included.
 */
export async function createSigningRequest(thingName: string): Promise<SigningRequest> {
  const { Pkcs10CertificateRequestGenerator } = await loadX509();
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const signing = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name: [{ CN: [thingName] }],
      keys: {
        privateKey: privateKey.toCryptoKey(signing, false, ['sign']),
        publicKey: publicKey.toCryptoKey(signing, true, ['verify']),
      },
      signingAlgorithm: signing,
    },
    webcrypto,
  );
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    csrPem: request.toString('pem'),
  };
}

/** Loaded only when it is needed: it takes longer than most commands do altogether. */
async function loadX509() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
