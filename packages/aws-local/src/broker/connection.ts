import type { TLSSocket } from 'node:tls';
import type { DeviceConnection } from '../device-policy/device-policies.ts';
import type { DisconnectReason } from './lifecycle.ts';
import { MAX_PAYLOAD_BYTES } from './limits.ts';
import { MalformedPacket, type Packet, PacketReader, type Will } from './packet-reader.ts';
import type { Permissions } from './permissions.ts';
import type { Session } from './session.ts';

/** What a CONNECT brought. */
export type Login = {
  device: DeviceConnection;
  session: Session;
  permissions: Permissions;
  will?: Will;
  sessionIdentifier: string;
  versionNumber: number;
};

export type ConnectionPort = {
  packet(connection: Connection, packet: Packet): void;
  /** Called once, when nothing more comes in and nothing goes out. `detail` says more for the log. */
  ended(connection: Connection, reason: DisconnectReason, detail: string): void;
  /** Asks for `flush` once this turn's changes are in the store, so that no answer comes before what it answers for. */
  wantsFlush(connection: Connection): void;
};

/** How long a client may take to send its CONNECT. */
const CONNECT_MS = 30_000;
/** The largest payload with the longest topic that MQTT can write. */
const MAX_PACKET_BYTES = MAX_PAYLOAD_BYTES + 0x1_0000 + 16;
/** QoS 0 messages for a client that does not read are dropped from here on. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
/** How long the last answer may take to go out. */
const LAST_WORDS_MS = 2000;

/** One client's socket: reads packets, writes them in batches, and watches for silence. */
export class Connection {
  readonly socket: TLSSocket;
  readonly certificateId: string;
  login: Login | undefined;
  readonly #port: ConnectionPort;
  readonly #reader = new PacketReader(MAX_PACKET_BYTES);
  #timer: NodeJS.Timeout | undefined;
  #heardAt = performance.now();
  #isEnded = false;
  #isCorked = false;

  constructor(socket: TLSSocket, certificateId: string, port: ConnectionPort) {
    this.socket = socket;
    this.certificateId = certificateId;
    this.#port = port;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.once('close', () => this.end('CONNECTION_LOST', 'the connection was lost'));
    this.watch(CONNECT_MS);
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** A client that reads so slowly that only what was promised to it is still worth keeping. */
  get isClogged(): boolean {
    return this.socket.writableLength > MAX_UNSENT_BYTES;
  }

  write(packet: Buffer): void {
    if (this.#isEnded) return;
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.socket.cork();
      this.#port.wantsFlush(this);
    }
    this.socket.write(packet);
  }

  flush(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.socket.uncork();
  }

  /** Ends the connection unless something is heard every so many milliseconds. */
  watch(silenceMs: number): void {
    clearTimeout(this.#timer);
    const look = () => {
      const left = this.#heardAt + silenceMs - performance.now();
      if (left > 0) this.#timer = setTimeout(look, left);
      else this.end('MQTT_KEEP_ALIVE_TIMEOUT', 'nothing was heard in time');
    };
    this.#timer = setTimeout(look, silenceMs);
  }

  /** Ends the connection once; later reasons do not count. What was written before still goes out, and then `lastWords`. */
  end(reason: DisconnectReason, detail: string, lastWords?: Buffer): void {
    if (this.#isEnded) return;
    if (lastWords) this.write(lastWords);
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.flush();
    if (this.socket.writableLength > 0 && reason !== 'SERVER_ERROR') {
      this.socket.setTimeout(LAST_WORDS_MS, () => this.socket.destroy());
      this.socket.destroySoon();
    } else {
      this.socket.destroy();
    }
    this.#port.ended(this, reason, detail);
  }

  #read(chunk: Buffer): void {
    if (this.#isEnded) return;
    this.#heardAt = performance.now();
    try {
      this.#reader.read(chunk, (packet) => {
        this.#port.packet(this, packet);
        return !this.#isEnded;
      });
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error;
      this.end('CLIENT_ERROR', error.message);
    }
  }
}
