import type { TestContext } from 'node:test';
import { randomIds, systemClock } from '@thingdock/effects';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Realm } from '../src/broker/message.ts';
import { type IotDeps, startIot } from '../src/iot.ts';
import { openPki } from '../src/pki/pki.ts';
import { policyTargets } from '../src/services/iot/links.ts';
import { iotArn } from '../src/services/iot/names.ts';
import { newPolicy } from '../src/services/iot/policy-versions.ts';
import { certificates, policies } from '../src/services/iot/registry.ts';
import type { Identity, Logger, Store } from '../src/stand-in.ts';
import { openStore } from '../src/state/store.ts';
import { connectDevice, type KeyPair } from './mqtt-device.ts';

export const REALM: Realm = { accountId: '111122223333', region: 'eu-central-1' };
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** An IoT policy that allows its device everything. */
export const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }],
});

/** Makes an IoT policy and attaches it to a certificate, as the control plane would. */
export function attachPolicy(store: Store, realm: Realm, certificateId: string, policyDocument: string): string {
  const policyName = `policy-${randomIds.uuid()}`;
  const policy = newPolicy({ policyName, policyDocument, generationId: 'g', now: systemClock.now() });
  policies(store, realm).set(policyName, policy);
  policyTargets(store, realm).add(policyName, iotArn(realm, 'cert', certificateId));
  return policyName;
}

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

  /** Registers a new certificate, with a policy that allows everything unless another is given (`null`: none). */
  async function credentials(
    realm: Realm = REALM,
    status: 'ACTIVE' | 'INACTIVE' = 'ACTIVE',
    policy: string | null = EVERYTHING,
  ) {
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
    if (policy !== null) attachPolicy(store, realm, certificateId, policy);
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
