import type { Message } from './message.ts';

/** The stand-in's message broker. Everything else knows it by this, not by the library behind it. */
export type Broker = {
  /** Where devices connect (MQTT 3.1.1 over mutual TLS). */
  readonly port: number;
  /** Delivers a message of a service, a caller or a rule to the subscribers of its realm, then to the listeners. */
  publish(message: Message): Promise<void>;
  /** Hears every message, devices' and wills' included, in the order in which the broker took them over. */
  onMessage(listener: (message: Message) => void): void;
  /** Ends the connections that were made with this certificate. */
  disconnectCertificate(certificateId: string): void;
  /** Cuts connections as a broker that fails would; wills are sent. Without a name or place: all. How many there were. */
  dropConnections(which: { accountId?: string; region?: string; clientId?: string }): number;
  /** Forgets sessions and retained messages, and ends every connection. */
  reset(): Promise<void>;
  /** Ends every connection; their wills are sent, as when a broker fails. */
  close(): Promise<void>;
};

/** What a device asks leave for. */
export type DeviceRequest = { clientId: string; principal: string; realm: Message['realm'] } & (
  | { action: 'connect' }
  | { action: 'publish'; topic: string; retain: boolean }
  | { action: 'subscribe'; filter: string }
);

/** Decides what a device may do. The seam for IoT policies. */
export type Authorize = (request: DeviceRequest) => boolean;
