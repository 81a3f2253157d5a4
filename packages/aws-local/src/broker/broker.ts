import type { Message, Realm } from './message.ts';

/** The stand-in's message broker. Everything else knows it by this. */
export type Broker = {
  /** Where devices connect (MQTT 3.1.1 over mutual TLS). */
  readonly port: number;
  /** Delivers a message of a service, a caller or a rule to the subscribers of its realm, then to the listeners. */
  publish(message: Message): Promise<void>;
  /** Hears every message, devices', wills and lifecycle events included, in the order in which the broker took them over. */
  onMessage(listener: (message: Message) => void): void;
  /** Ends the connections that were made with this certificate. */
  disconnectCertificate(certificateId: string): void;
  /** Asks the policies anew about live connections, after something that they are made of has changed. */
  reauthorize(realm: Realm, which: { certificateId: string } | { clientId: string }): void;
  /** Cuts connections as a broker that fails would; wills are sent. Without a name or place: all. How many there were. */
  dropConnections(which: { accountId?: string; region?: string; clientId?: string }): number;
  /** Forgets sessions and retained messages, and ends every connection. */
  reset(): Promise<void>;
  /** Ends every connection; their wills are sent, as when a broker fails. */
  close(): Promise<void>;
};
