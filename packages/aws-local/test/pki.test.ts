import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, type webcrypto, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { randomIds, systemClock } from '@thingdock/effects';
import { openPki } from '../src/pki/pki.ts';
import * as x509 from '../src/pki/x509.ts';
import { openStore } from '../src/state/store.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const newPki = async (store = openStore({ log: silent })) => openPki({ store, clock: systemClock, ids: randomIds });
const ED25519 = { name: 'Ed25519' } as const;
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

async function request(algorithm: typeof ED25519 | typeof EC, subject = 'CN=device') {
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({ name: subject, keys, signingAlgorithm: algorithm });
  return { csr, keys };
}

describe('the local authority', () => {
  it('signs what a device asks for, under the key of the device', async () => {
    const pki = await newPki();
    for (const algorithm of [EC, ED25519]) {
      const { csr, keys } = await request(algorithm);
      const issued = await pki.issueDeviceCertificate(csr.toString('pem'));
      const certificate = new X509Certificate(issued.certificatePem);
      const authority = new X509Certificate(pki.caPem);
      assert.ok(certificate.verify(authority.publicKey) && certificate.checkIssued(authority));
      const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey));
      assert.deepEqual(certificate.publicKey.export({ type: 'spki', format: 'der' }), spki);
      assert.equal(certificate.subject, 'CN=device');
      assert.equal(certificate.ca, false);
      assert.equal(issued.certificateId, createHash('sha256').update(certificate.raw).digest('hex'));
      assert.equal(issued.notAfter, Date.UTC(2049, 11, 31, 23, 59, 59));
    }
  });

  it('refuses a request that was tampered with, and what is no request', async () => {
    const pki = await newPki();
    const { csr } = await request(EC, 'CN=honest');
    const bytes = Buffer.from(csr.rawData);
    bytes[bytes.indexOf('honest')] = 'H'.charCodeAt(0);
    const forged = x509.PemConverter.encode(bytes, 'CERTIFICATE REQUEST');
    const refused = { name: 'AwsError', code: 'InvalidRequestException', status: 400 };
    await assert.rejects(pki.issueDeviceCertificate(forged), refused);
    for (const text of ['', 'nonsense', pki.caPem])
      await assert.rejects(pki.issueDeviceCertificate(text), refused, text);
  });

  it('makes key pairs that belong to their certificates, a new one each time', async () => {
    const pki = await newPki();
    const [one, two] = [await pki.issueDeviceKeysAndCertificate(), await pki.issueDeviceKeysAndCertificate()];
    assert.notEqual(one.privateKeyPem, two.privateKeyPem);
    assert.ok(new X509Certificate(one.certificatePem).checkPrivateKey(createPrivateKey(one.privateKeyPem)));
    const { modulusLength } = createPublicKey(one.publicKeyPem).asymmetricKeyDetails ?? {};
    assert.equal(modulusLength, 2048);
  });

  it('stays the same as long as its store', async () => {
    const store = openStore({ log: silent });
    const [one, two] = [await newPki(store), await newPki(store)];
    assert.equal(one.caPem, two.caPem);
    assert.equal(one.sns.path, two.sns.path);
    assert.notEqual((await newPki()).caPem, one.caPem);
  });

  it('certifies servers for names and addresses', async () => {
    const { cert } = await (await newPki()).serverCredentials(['localhost', '127.0.0.1']);
    const certificate = new X509Certificate(cert);
    assert.equal(certificate.checkHost('localhost'), 'localhost');
    assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(certificate.checkHost('example.com'), undefined);
  });
});
