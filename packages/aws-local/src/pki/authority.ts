import type { webcrypto } from 'node:crypto';
import type { Ids } from '@thingdock/effects';
import * as x509 from './x509.ts';

/** The local certificate authority: who signs servers, devices and the SNS signing key. Kept as PEM, so that it can be stored. */
export type StoredAuthority = { certificatePem: string; privateKeyPem: string };

export type CertificateRequest = {
  subject: string;
  publicKey: x509.PublicKeyType;
  notBefore: Date;
  notAfter: Date;
  extensions: x509.Extension[];
};

export type Authority = { certificatePem: string; sign(request: CertificateRequest): Promise<x509.X509Certificate> };

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
/** As long as the certificates of devices, which it signs. */
const NOT_AFTER = new Date('2049-12-31T23:59:59Z');

/** Makes a new authority, valid from a day before `now` (ms since the epoch) to the end of 2049. */
export async function createAuthority(now: number, ids: Ids): Promise<StoredAuthority> {
  const keys = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(ids),
    name: 'CN=Thingdock aws-local CA',
    notBefore: new Date(now - 86_400_000),
    notAfter: NOT_AFTER,
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificatePem: `${certificate.toString('pem')}\n`, privateKeyPem: await privateKeyToPem(keys.privateKey) };
}

export async function openAuthority(stored: StoredAuthority, ids: Ids): Promise<Authority> {
  const certificate = new x509.X509Certificate(stored.certificatePem);
  const der = x509.PemConverter.decodeFirst(stored.privateKeyPem);
  const signingKey = await crypto.subtle.importKey('pkcs8', der, CURVE, false, ['sign']);
  const authorityKey = await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey);
  return {
    certificatePem: stored.certificatePem,
    sign: async ({ extensions, ...request }) =>
      x509.X509CertificateGenerator.create({
        ...request,
        serialNumber: serialNumber(ids),
        issuer: certificate.subject,
        signingAlgorithm: SIGNATURE,
        signingKey,
        extensions: [authorityKey, ...extensions],
      }),
  };
}

export async function privateKeyToPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

/** 20 positive bytes at most (RFC 5280, 4.1.2.2): the first hex digit keeps the number positive and free of leading zeros. */
const serialNumber = (ids: Ids) => ids.pick('1234567', 1) + ids.pick('0123456789abcdef', 39);
