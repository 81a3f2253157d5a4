import { isIP } from 'node:net';
import type { Clock, Ids } from '@thingdock/effects';
import type { Pki, Store } from '../stand-in.ts';
import { type Authority, createAuthority, openAuthority, privateKeyToPem, type StoredAuthority } from './authority.ts';
import { fromRequest, withNewKeys } from './device-certificates.ts';
import { createSnsSigningKey, openSnsSigningKey, type StoredSigningKey } from './sns-signing-key.ts';
import * as x509 from './x509.ts';

const YEAR_MS = 365 * 86_400_000;

/** Opens the keys kept in the store, or makes them at the first start. The clock must be the one by which TLS peers judge certificates. */
export async function openPki({ store, clock, ids }: { store: Store; clock: Clock; ids: Ids }): Promise<Pki> {
  const keys = store.table<StoredAuthority | StoredSigningKey>('pki');
  if (!keys.has('authority')) keys.set('authority', await createAuthority(clock.now(), ids));
  const authority = await openAuthority(kept(keys.get('authority')), ids);
  if (!keys.has('sns')) keys.set('sns', await createSnsSigningKey(authority, clock.now()));
  const sns = openSnsSigningKey(kept(keys.get('sns')));
  await store.flush();
  return {
    caPem: authority.certificatePem,
    serverCredentials: (hosts) => serverCredentials(authority, clock, hosts),
    issueDeviceCertificate: (csrPem) => fromRequest({ authority, clock }, csrPem),
    issueDeviceKeysAndCertificate: () => withNewKeys({ authority, clock }),
    sns,
  };
}

async function serverCredentials(authority: Authority, clock: Clock, hosts: readonly string[]) {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const certificate = await authority.sign({
    subject: `CN=${hosts[0] ?? 'localhost'}`,
    publicKey: keys.publicKey,
    notBefore: new Date(clock.now() - 86_400_000),
    notAfter: new Date(clock.now() + YEAR_MS),
    extensions: [
      new x509.SubjectAlternativeNameExtension(hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  });
  return { key: await privateKeyToPem(keys.privateKey), cert: `${certificate.toString('pem')}\n` };
}

function kept<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A key that was just stored is missing from the store.');
  return value;
}
