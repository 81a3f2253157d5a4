// aedes as it comes: the broker library that the stand-in is built on, without policies, rules and shadows.
import { createServer } from 'node:tls';
import { Aedes } from 'aedes';
import { announce, mutualTls } from './listen.ts';

const aedes = await Aedes.createBroker();

announce(
  createServer(mutualTls(process.argv[2] ?? ''), (socket) => {
    socket.setNoDelay(true);
    aedes.handle(socket);
  }),
);
