import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomIds, systemClock } from '@thingdock/effects';
import { openPki } from '../../packages/aws-local/src/pki/pki.ts';
import { openStore } from '../../packages/aws-local/src/state/store.ts';

export type Credentials = {
  /** Holds ca.pem, server.pem and server.key. */
  folder: string;
  /** PEM, of a device of this authority. */
  device: Record<'ca' | 'key' | 'cert', string>;
  remove(): void;
};

/** An authority, a server and a device for the references, made as the stand-in makes its own: RSA-2048 throughout. */
export async function makeCredentials(): Promise<Credentials> {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const pki = await openPki({ store: openStore({ log }), clock: systemClock, ids: randomIds });
  const server = await pki.serverCredentials(['localhost', '127.0.0.1']);
  const { certificatePem: cert, privateKeyPem: key } = await pki.issueDeviceKeysAndCertificate();
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('ca.pem', pki.caPem);
  write('server.pem', server.cert);
  write('server.key', server.key);
  return { folder, device: { ca: pki.caPem, key, cert }, remove: () => rmSync(folder, { recursive: true }) };
}
