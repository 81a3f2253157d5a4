/** What the tests use of AWS's first device SDK, which brings no types. */
declare module 'aws-iot-device-sdk' {
  import type { EventEmitter } from 'node:events';

  export type DeviceOptions = {
    host: string;
    port: number;
    clientId: string;
    privateKey: Buffer;
    clientCert: Buffer;
    caCert: Buffer;
    baseReconnectTimeMs?: number;
    keepalive?: number;
    will?: { topic: string; payload: string; qos: 0 | 1; retain: boolean };
  };

  /** Events: connect, close, reconnect, offline, error, status, delta, foreignStateChange, timeout, message. */
  export class thingShadow extends EventEmitter {
    constructor(options: DeviceOptions, shadowOptions?: { operationTimeout?: number });
    register(thingName: string, options: object, done: (error: unknown, failedTopics: unknown) => void): void;
    /** Each gives its client token, or null while another operation is under way. */
    update(thingName: string, document: object): string | null;
    get(thingName: string): string | null;
    delete(thingName: string): string | null;
    end(force: boolean, done: () => void): void;
  }

  const sdk: { thingShadow: typeof thingShadow };
  export default sdk;
}
