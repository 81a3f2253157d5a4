import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import type { SnsSigningKey } from '../stand-in.ts';
import { type Authority, privateKeyToPem } from './authority.ts';
import * as x509 from './x509.ts';

export type StoredSigningKey = { certificatePem: string; privateKeyPem: string };

const FIVE_YEARS_MS = 5 * 365 * 86_400_000;

/** The key pair with which SNS signs its messages, certified by the local authority under the name that AWS uses. */
export async function createSnsSigningKey(authority: Authority, now: number): Promise<StoredSigningKey> {
  const keys = await crypto.subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  );
  const certificate = await authority.sign({
    subject: 'CN=sns.amazonaws.com',
    publicKey: keys.publicKey,
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + FIVE_YEARS_MS),
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'sns.amazonaws.com' }]),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  return { certificatePem: `${certificate.toString('pem')}\n`, privateKeyPem: await privateKeyToPem(keys.privateKey) };
}

export function openSnsSigningKey({ certificatePem, privateKeyPem }: StoredSigningKey): SnsSigningKey {
  const key = createPrivateKey(privateKeyPem);
  const name = createHash('md5').update(new X509Certificate(certificatePem).raw).digest('hex');
  return {
    certificatePem,
    path: `/SimpleNotificationService-${name}.pem`,
    // https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
    sign: (text, version) => sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), key).toString('base64'),
  };
}
