import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomIds, systemClock } from '@thingdock/effects';
import { openPki } from '../pki/pki.ts';
import * as x509 from '../pki/x509.ts';
import { openStore } from '../state/store.ts';
import { certificateFacts } from './certificate-facts.ts';

async function certificateFor(subject: string): Promise<string> {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const pki = await openPki({ store: openStore({ log }), clock: systemClock, ids: randomIds });
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  return (await pki.issueDeviceCertificate(request.toString('pem'))).certificatePem;
}

test('the parts of a certificate’s subject, the first of each by its name and the others by their number', async () => {
  const facts = certificateFacts(await certificateFor('CN=pump, O=Example Corp, O=AnyCompany, C=JP'));
  const subject = 'iot:Certificate.Subject';
  assert.equal(facts[`${subject}.CommonName`], 'pump');
  assert.equal(facts[`${subject}.Organization`], 'Example Corp');
  assert.equal(facts[`${subject}.Organization.1`], 'AnyCompany');
  assert.deepEqual(facts[`${subject}.Organization.List`], ['Example Corp', 'AnyCompany']);
  assert.equal(facts[`${subject}.Organization.2`], undefined);
  assert.equal(facts[`${subject}.Country`], 'JP');
  assert.match(String(facts['iot:Certificate.SerialNumber']), /^[0-9A-F]+$/);
  assert.ok(facts['iot:Certificate.Issuer.CommonName']);
});

test('a part with a wildcard stands for nothing', async () => {
  const facts = certificateFacts(await certificateFor('CN=pump*'));
  assert.equal(facts['iot:Certificate.Subject.CommonName'], undefined);
});
