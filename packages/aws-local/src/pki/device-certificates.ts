import { createHash } from 'node:crypto';
import type { Clock } from '@thingdock/effects';
import { AwsError, type IssuedCertificate } from '../stand-in.ts';
import { type Authority, privateKeyToPem } from './authority.ts';
import * as x509 from './x509.ts';

// AWS IoT dates its device certificates from two minutes ago to the end of 2049.
const BACKDATE_MS = 120_000;
const NOT_AFTER = new Date('2049-12-31T23:59:59Z');
const RSA_2048 = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

type Deps = { authority: Authority; clock: Clock };

/** Signs what a device asks for; the subject of the request is kept. Throws InvalidRequestException on a request that does not hold. */
export async function fromRequest(deps: Deps, csrPem: string): Promise<IssuedCertificate> {
  const request = readRequest(csrPem);
  if (!(await verifies(request))) throw invalidRequest('The certificate signing request is not signed by its own key.');
  return issue(deps, request.publicKey, request.subject || 'CN=AWS IoT Certificate');
}

/** Makes the key pair for the device too. */
export async function withNewKeys(
  deps: Deps,
): Promise<IssuedCertificate & { publicKeyPem: string; privateKeyPem: string }> {
  const keys = await crypto.subtle.generateKey(RSA_2048, true, ['sign', 'verify']);
  const issued = await issue(deps, keys.publicKey, 'CN=AWS IoT Certificate');
  const publicKey = await crypto.subtle.exportKey('spki', keys.publicKey);
  return {
    ...issued,
    publicKeyPem: `${x509.PemConverter.encode(publicKey, 'PUBLIC KEY')}\n`,
    privateKeyPem: await privateKeyToPem(keys.privateKey),
  };
}

async function issue({ authority, clock }: Deps, publicKey: x509.PublicKeyType, subject: string) {
  const notBefore = new Date(clock.now() - BACKDATE_MS);
  const certificate = await authority.sign({
    subject,
    publicKey,
    notBefore,
    notAfter: NOT_AFTER,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  return {
    certificatePem: `${certificate.toString('pem')}\n`,
    certificateId: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex'),
    notBefore: certificate.notBefore.getTime(),
    notAfter: certificate.notAfter.getTime(),
  };
}

function readRequest(csrPem: string): x509.Pkcs10CertificateRequest {
  try {
    return new x509.Pkcs10CertificateRequest(csrPem);
  } catch (error) {
    throw invalidRequest(`The certificate signing request cannot be read: ${reason(error)}`);
  }
}

async function verifies(request: x509.Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch (error) {
    throw invalidRequest(`The certificate signing request cannot be verified: ${reason(error)}`);
  }
}

const invalidRequest = (message: string) => new AwsError('InvalidRequestException', 400, message);
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));
