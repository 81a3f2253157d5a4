// A TLS server that answers anything with CONNACK and does nothing else: what a connect costs without a broker.
import { createServer } from 'node:tls';
import { announce, mutualTls } from './listen.ts';

const CONNACK = Buffer.from([0x20, 2, 0, 0]);

announce(
  createServer(mutualTls(process.argv[2] ?? ''), (socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.write(CONNACK));
  }),
);
