import { type ConnectionOptions, connect, createSecureContext, type SecureContext } from 'node:tls';
import * as packets from './packets.ts';
import { CONNACK, type OnPacket, packetReader, SUBACK } from './reader.ts';

/** Where a broker listens, and how a device shows itself there. */
export type Target = { port: number; context: SecureContext };

export function target(port: number, { ca, key, cert }: Record<'ca' | 'key' | 'cert', string>): Target {
  return { port, context: createSecureContext({ ca, key, cert }) };
}

/** A device that costs as little as possible, so that the broker is what is measured. */
export type Client = {
  id: string;
  send(bytes: Buffer): void;
  /** What comes in from now on; `chunkDone` after each piece that came over the wire. */
  listen(onPacket: OnPacket, chunkDone?: () => void): void;
  /** Resolves when the broker has taken the subscription; rejects when it refused it. */
  subscribe(filter: string): Promise<void>;
  /** Ends the connection at once. */
  cut(): void;
};

/** Resolves with the CONNACK; rejects when the broker refuses or the connection fails. */
export function connectClient({ port, context }: Target, clientId: string): Promise<Client> {
  const options: ConnectionOptions = { host: '127.0.0.1', servername: 'localhost', port, secureContext: context };
  const { promise, resolve, reject } = Promise.withResolvers<Client>();
  const socket = connect(options, () => socket.write(packets.connect(clientId)));
  socket.setNoDelay(true);
  let onPacket: OnPacket = (kind, _flags, body) => {
    if (kind !== CONNACK || body[1] !== 0) return reject(new Error(`${clientId} was refused: ${body.toString('hex')}`));
    resolve(client);
  };
  let chunkDone = () => {};
  const read = packetReader((kind, flags, body) => onPacket(kind, flags, body));
  socket.on('data', (chunk: Buffer) => {
    read(chunk);
    chunkDone();
  });
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`${clientId}: the broker closed the connection`)));
  const client: Client = {
    id: clientId,
    send: (bytes) => void socket.write(bytes),
    listen(handler, done = () => {}) {
      onPacket = handler;
      chunkDone = done;
    },
    subscribe(filter) {
      const taken = Promise.withResolvers<void>();
      onPacket = (kind, _flags, body) => {
        if (kind !== SUBACK) return;
        if (body[2] === 1) taken.resolve();
        else taken.reject(new Error(`${clientId}: the subscription to ${filter} was refused`));
      };
      socket.write(packets.subscribe(filter, 1));
      return taken.promise;
    },
    cut: () => void socket.destroy(),
  };
  return promise;
}

/** Connects many, so many at a time. */
export async function connectMany(at: Target, clientIds: readonly string[], atOnce = 16): Promise<Client[]> {
  const clients: Client[] = [];
  const open = [...clientIds];
  const worker = async () => {
    for (let id = open.shift(); id !== undefined; id = open.shift()) clients.push(await connectClient(at, id));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return clients;
}
