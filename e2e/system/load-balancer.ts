import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address for several servers: each connection goes to the next server that takes it. */
export type LoadBalancer = {
  readonly url: string;
  /** Sends connections to this server, too. */
  add(url: string): void;
  close(): void;
};

export async function startLoadBalancer(): Promise<LoadBalancer> {
  const targets: URL[] = [];
  const sockets = new Set<Socket>();
  let turn = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near).on('error', () => near.destroy());
    turn += 1;
    const order = targets.map((_, index) => targets[(turn + index) % targets.length] as URL);
    pass(near, order);
  });

  function pass(near: Socket, [target, ...others]: readonly URL[]): void {
    if (!target) return void near.destroy();
    const far = keep(connect(Number(target.port), target.hostname));
    let taken = false;
    far.on('connect', () => {
      taken = true;
      near.pipe(far).pipe(near);
    });
    far.on('error', () => {
      far.destroy();
      if (taken) near.destroy();
      else pass(near, others);
    });
    // Whoever is gone on one side is gone on the other.
    near.on('close', () => far.destroy());
    far.on('close', () => taken && near.destroy());
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (url) => void targets.push(new URL(url)),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
