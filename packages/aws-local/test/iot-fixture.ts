import type { TestContext } from 'node:test';
import { randomIds, systemClock } from '@thingdock/effects';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Realm } from '../src/broker/message.ts';
import { type IotDeps, startIot } from '../src/iot.ts';
import { openPki } from '../src/pki/pki.ts';
import { certificates } from '../src/services/iot/registry.ts';
import type { Identity, Logger } from '../src/stand-in.ts';
import { openStore } from '../src/state/store.ts';
import { connectDevice, type KeyPair } from './mqtt-device.ts';

export const REALM: Realm = { accountId: '111122223333', region: 'eu-central-1' };
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** The data plane alone, with a real authority and real sockets. IAM allows everything, SNS notes what it is given. */
export async function startTestIot(t: TestContext, options: Partial<IotDeps> = {}) {
  const store = openStore({ log: silent });
  const counts = new Map<string, number>();
  const published: { topicArn: string; message: string; messageStructure?: string }[] = [];
  const pki = await openPki({ store, clock: systemClock, ids: randomIds });
  const deps: IotDeps = {
    store,
    clock: systemClock,
    ids: randomIds,
    log: silent,
    counters: {
      add: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
      all: () => Object.fromEntries(counts),
    },
    pki,
    credentials: await pki.serverCredentials(['localhost']),
    identity: allowAll,
    sns: {
      accessPolicy: () => undefined,
      async publish(_region, _accountId, topicArn, message, { messageStructure } = {}) {
        published.push({ topicArn, message, ...(messageStructure && { messageStructure }) });
        return { messageId: randomIds.uuid() };
      },
    },
    ...options,
  };
  const iot = await startIot(deps);
  const clients = new Set<MqttClient>();
  t.after(async () => {
    for (const client of clients) client.end(true);
    await iot.close();
    await store.close();
  });

  /** Registers a new certificate. */
  async function credentials(realm: Realm = REALM, status: 'ACTIVE' | 'INACTIVE' = 'ACTIVE') {
    const issued = await deps.pki.issueDeviceKeysAndCertificate();
    const { certificateId, certificatePem, notBefore, notAfter, privateKeyPem } = issued;
    const now = systemClock.now();
    const times = { createdAt: now, modifiedAt: now, notBefore, notAfter };
    certificates(store, realm).set(certificateId, {
      certificateId,
      certificatePem,
      status,
      generationId: 'g',
      ...times,
    });
    return { certificateId, key: privateKeyPem, cert: certificatePem };
  }

  async function device(clientId: string, pair: KeyPair, more: IClientOptions = {}, received: string[] = []) {
    const client = await connectDevice(
      pair,
      { port: iot.broker.port, ca: deps.pki.caPem, clientId, ...more },
      received,
    );
    clients.add(client);
    return client;
  }

  return { iot, deps, store, counts, published, credentials, device };
}

export const allowAll: Identity = {
  role: () => undefined,
  policiesOf: () => undefined,
  mayTakeOn: () => 'allow',
  mayAssume: () => true,
  mayRole: () => 'allow',
  mayCaller: () => 'allow',
  authorize: () => undefined,
};
