import { readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';

/** Mutual TLS with the files of a folder of credentials, under the same conditions as the stand-in's own listener. */
export function mutualTls(folder: string): TlsOptions {
  const read = (name: string) => readFileSync(join(folder, name));
  return {
    key: read('server.key'),
    cert: read('server.pem'),
    ca: read('ca.pem'),
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  };
}

/** Listens on any free port and prints it. */
export function announce(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') console.log(address?.port);
  });
  process.once('SIGTERM', () => process.exit());
}
