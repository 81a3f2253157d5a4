import { constants as crypto } from 'node:crypto';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Counters, Logger } from '../stand-in.ts';

export type ListenerDeps = {
  credentials: { key: string; cert: string };
  caPem: string;
  counters: Counters;
  log: Logger;
};

/**
 * A TLS server that asks for client certificates. Whose they are is left to `accept`: certificates of foreign authorities can be registered,
 * and the handshake proves that the client holds the key of the certificate that it shows. Not listening yet.
 */
export function createListener(
  { credentials, caPem, counters, log }: ListenerDeps,
  accept: (socket: TLSSocket) => void,
): Server {
  const options = {
    ...credentials,
    ca: caPem,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2' as const,
    // As on AWS IoT every connection shakes hands in full; a resumed one would not show its certificate.
    secureOptions: crypto.SSL_OP_NO_TICKET,
  };
  const server = createServer(options, (socket) => {
    // Small packets back and forth: waiting to fill a segment would cost 40 ms each.
    socket.setNoDelay(true);
    socket.on('error', (error) => log.debug({ event: 'mqtt.socket_error', reason: error.message }, 'a socket failed'));
    accept(socket);
  });
  server.on('tlsClientError', ({ message: reason }) => {
    counters.add('mqtt.refused');
    log.warn({ event: 'mqtt.tls_refused', reason }, `a TLS handshake failed: ${reason}`);
  });
  return server;
}
