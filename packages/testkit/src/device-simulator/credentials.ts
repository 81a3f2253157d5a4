import { webcrypto } from 'node:crypto';

/** A key made here and the request for a certificate of its public half, both PEM. */
export type DeviceKey = { keyPem: string; csrPem: string };

/** Makes an elliptic key, which takes no time, and signs a request with it. */
export async function createDeviceKey(thingName: string): Promise<DeviceKey> {
  await import('reflect-metadata');
  const { PemConverter, Pkcs10CertificateRequestGenerator } = await import('@peculiar/x509');
  const signing = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(signing, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: [{ CN: [thingName] }], keys, signingAlgorithm: signing },
    webcrypto,
  );
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { keyPem: PemConverter.encode(pkcs8, 'PRIVATE KEY'), csrPem: request.toString('pem') };
}
