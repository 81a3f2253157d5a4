import { type Clock, type Ids, randomIds, systemClock } from '@thingdock/effects';
import { createAdmin } from './admin/admin.ts';
import { writeTokenFile } from './admin/token-file.ts';
import { type AwsLocal, type AwsLocalOptions, describe } from './aws-local.ts';
import { writeCaFile } from './ca-file.ts';
import { type Closing, createClosing } from './closing.ts';
import { createCounters } from './counters.ts';
import { disturbDeliveries } from './faults/at-delivery.ts';
import { createRuleFaults } from './faults/at-rule.ts';
import { shadowThrottle } from './faults/at-shadow.ts';
import { createFaults } from './faults/create-faults.ts';
import { type CallFault, createFaultQueue } from './faults/faults.ts';
import { createFront, type Front } from './http/front.ts';
import { listen } from './http/listen.ts';
import { createServices } from './http/services.ts';
import { createIdentity } from './identity/identity.ts';
import { identityTables } from './identity/records.ts';
import { openInstallation } from './installation.ts';
import { startIot } from './iot.ts';
import { openPki } from './pki/pki.ts';
import { iamOperations } from './services/iam/index.ts';
import { iotOperations } from './services/iot/index.ts';
import { upgradeRegistry } from './services/iot/upgrade.ts';
import { iotDataOperations } from './services/iotdata/index.ts';
import { snsOperations } from './services/sns/index.ts';
import { stsOperations } from './services/sts/index.ts';
import { createDeliveries } from './sns-delivery/deliveries.ts';
import { createPublisher } from './sns-delivery/publisher.ts';
import type { Logger, Pki, Settings, StandIn, Store } from './stand-in.ts';
import { openStore } from './state/store.ts';

/** Starts the stand-in for STS, IAM, SNS, IoT and IoT data. Rejects when a port is taken or the data folder is in use. */
export async function startAwsLocal(options: AwsLocalOptions = {}): Promise<AwsLocal> {
  const inner = createClosing();
  const outer = createClosing();
  const close = async () => {
    // First nobody comes in any more, then what is inside ends.
    await outer.close();
    await inner.close();
  };
  try {
    return { ...(await start(options, inner, outer)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: AwsLocalOptions, inner: Closing, outer: Closing) {
  const { clock = systemClock, ids = randomIds, log = SILENT } = options;
  const store = openStore({ ...(options.dataDir === undefined ? {} : { folder: options.dataDir }), log });
  inner.defer(() => store.close());
  // TLS peers judge certificates by the machine's time, whatever the clock of a test says.
  const pki = await openPki({ store, clock: systemClock, ids });
  const installation = openInstallation({ store, clock, ids });
  upgradeRegistry(store);
  const caFile = await writeCaFile(pki.caPem, options.dataDir);
  inner.defer(() => caFile.remove());

  const credentials = await pki.serverCredentials(['localhost', '127.0.0.1', ...(options.servedHosts ?? [])]);
  const fronts = await listenHttp(options, credentials, log, outer);
  const deps = { store, clock, ids, log, pki, settings: settingsOf(options, fronts) };
  const { standIn, calls, faults } = await compose(deps, credentials, options, inner);
  const aws = describe(installation, standIn, faults, caFile.path);
  const adminToken = options.admin ? await makeToken(ids, options.dataDir, inner) : undefined;
  const admin = adminToken === undefined ? undefined : createAdmin({ ...aws, token: adminToken });
  const tables = identityTables(store);
  fronts.serve(createFront({ standIn, services: createServices(OPERATIONS), tables, faults: calls, admin }));
  await store.flush();
  log.info({ event: 'aws-local.started', ...deps.settings, mqttPort: aws.mqttPort }, 'aws-local is ready');
  return adminToken === undefined ? aws : { ...aws, adminToken };
}

async function makeToken(ids: Ids, dataDir: string | undefined, inner: Closing): Promise<string> {
  const token = ids.pick('0123456789abcdef', 64);
  if (dataDir === undefined) return token;
  const file = await writeTokenFile(dataDir, token);
  inner.defer(() => file.remove());
  return token;
}

const OPERATIONS = {
  sts: stsOperations,
  iam: iamOperations,
  sns: snsOperations,
  iot: iotOperations,
  iotdata: iotDataOperations,
};

type Credentials = { key: string; cert: string };

/** The ports come first, since what they serve must know its own address; requests wait until `serve`. */
async function listenHttp(options: AwsLocalOptions, credentials: Credentials, log: Logger, outer: Closing) {
  const host = options.host ?? '127.0.0.1';
  const ready = Promise.withResolvers<Front>();
  const answer: Front = async (request) => (await ready.promise)(request);
  const http = await listen({ host, port: options.ports?.http ?? 0, answer, log });
  outer.defer(() => http.close());
  const https = await listen({ host, port: options.ports?.https ?? 0, credentials, answer, log });
  outer.defer(() => https.close());
  return { host, httpPort: http.port, httpsPort: https.port, serve: ready.resolve };
}

function settingsOf(
  options: AwsLocalOptions,
  { host, httpPort, httpsPort }: { host: string; httpPort: number; httpsPort: number },
): Settings {
  return {
    endpointUrl: `http://${host}:${httpPort}`,
    endpointUrlTls: `https://localhost:${httpsPort}`,
    deliveryHosts: options.deliveryHosts ?? [],
    servedHosts: options.servedHosts ?? [],
    regions: options.regions ?? [],
    roleReadyAfterMs: (options.roleReadyAfterSeconds ?? 0) * 1000,
    snsRetrySpeed: options.snsRetrySpeed ?? 1,
  };
}

type Core = { store: Store; clock: Clock; ids: Ids; log: Logger; pki: Pki; settings: Settings };

async function compose(core: Core, credentials: Credentials, options: AwsLocalOptions, inner: Closing) {
  const counters = createCounters();
  const identity = createIdentity(identityTables(core.store));
  const orderly = createDeliveries({ ...core, counters });
  inner.defer(() => orderly.close());
  const deliveries = disturbDeliveries({ ...core, counters, deliveries: orderly });
  inner.defer(() => deliveries.close());
  const sns = createPublisher({ ...core, counters, deliveries });
  const calls = createFaultQueue<CallFault>();
  const ruleFaults = createRuleFaults({ ...core, counters });
  const iot = await startIot({
    ...core,
    isThrottled: shadowThrottle(calls, counters),
    beforeAction: ruleFaults.before,
    counters,
    identity,
    sns,
    credentials,
    host: options.host ?? '127.0.0.1',
    port: options.ports?.mqtt ?? 0,
    sessionExpiryMs: (options.sessionExpirySeconds ?? 3600) * 1000,
  });
  inner.defer(() => iot.close());
  inner.defer(() => ruleFaults.close());
  orderly.resume();
  const { broker, shadows, rules } = iot;
  const standIn: StandIn = { ...core, counters, identity, deliveries, sns, broker, shadows, rules };
  return { standIn, calls, faults: createFaults({ calls, deliveries, rules: ruleFaults, broker }) };
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };
