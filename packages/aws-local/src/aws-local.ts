import type { Clock, Ids } from '@thingdock/effects';
import { reset } from './admin/reset.ts';
import type { Faults } from './faults/faults.ts';
import { openAccount, rootKeyOf } from './identity/accounts.ts';
import { type AccessKey, identityTables } from './identity/records.ts';
import type { Installation } from './installation.ts';
import { iotEndpoint } from './services/iot/endpoint.ts';
import { sealEnvelope } from './sns-delivery/envelope.ts';
import type { Logger, StandIn } from './stand-in.ts';

/** The stand-in as its users see it. */

export type AwsLocalOptions = {
  /** Keeps the state in this folder, which belongs to one process at a time. Without it, all is gone at the end. */
  dataDir?: string;
  host?: '127.0.0.1';
  /** 0 or absent: a free one. */
  ports?: { http?: number; https?: number; mqtt?: number };
  clock?: Clock;
  ids?: Ids;
  log?: Logger;
  /** Hosts besides loopback to which SNS may deliver. */
  deliveryHosts?: readonly string[];
  /** Host names besides localhost under which the HTTP ports answer. */
  servedHosts?: readonly string[];
  /** Regions that answer; default: all of the partition `aws`. */
  regions?: readonly string[];
  /** Refuses rules with a role that was made less than so many seconds ago, as AWS does while a new role spreads; default 0. */
  roleReadyAfterSeconds?: number;
  /** Makes SNS's pauses between attempts so many times shorter, e.g. 100 in tests; default 1, as on AWS. */
  snsRetrySpeed?: number;
  /** How long a persistent MQTT session waits for its client to come back; default 3600, as on AWS IoT. */
  sessionExpirySeconds?: number;
  /** Answers the admin calls (faults, reset) to those who bring the token; default: there are none. */
  admin?: boolean;
};

type KeyPair = { accessKeyId: string; secretAccessKey: string };

export type AwsLocalAccount = {
  accountId: string;
  /** Administrator of the account. */
  root: KeyPair;
  iotEndpoint(region: string): string;
};

export type AwsLocal = {
  /** `http://127.0.0.1:PORT` */
  endpointUrl: string;
  /** `https://localhost:PORT`, with a certificate of the local authority. */
  endpointUrlTls: string;
  mqttHost: 'localhost';
  mqttPort: number;
  caFile: string;
  caPem: string;
  accountId: string;
  /** The account's own data endpoint in a region (`iot:Data-ATS`); has AWS's form and resolves nowhere. */
  iotEndpoint(region: string): string;
  /** Administrator of the account, for setting things up. */
  root: KeyPair;
  /** A user with the policies that a connection needs. */
  demoUser: KeyPair & { arn: string };
  /** The role under which rules may run. */
  roleArn: string;
  /** Another account, with a root of its own; one that is there already is given again. Rejects unless the id has twelve digits. */
  createAccount(options?: { accountId?: string }): Promise<AwsLocalAccount>;
  /**
   * The JSON of a notification of a topic, signed as SNS signs it (version 2) and delivered to nobody: for programs that
   * test a webhook with messages of their own choice.
   */
  signNotification(notification: { topicArn: string; message: string; messageId?: string }): string;
  /** Makes calls, deliveries and connections fail. */
  faults: Faults;
  /** Puts everything back to how it was after the first start; keys and addresses stay. */
  reset(): Promise<void>;
  /** For the admin calls, if there are any. */
  adminToken?: string;
  /** What has happened since the start, e.g. `sns.delivered`, `rules.matched`, `mqtt.connected`. */
  counters(): Record<string, number>;
  /** Lets running requests finish, ends connections and gives the data folder back. */
  close(): Promise<void>;
};

/** What a running stand-in offers. */
export function describe(
  installation: Installation,
  standIn: StandIn,
  faults: Faults,
  caFile: string,
): Omit<AwsLocal, 'close'> {
  const { accountId, root, demo, demoUserArn, roleArn } = installation;
  const { settings, store, clock, ids, pki, counters, broker } = standIn;
  return {
    endpointUrl: settings.endpointUrl,
    endpointUrlTls: settings.endpointUrlTls,
    mqttHost: 'localhost',
    mqttPort: broker.port,
    caFile,
    caPem: pki.caPem,
    accountId,
    iotEndpoint: (region) => iotEndpoint({ store, ids }, { accountId, region }),
    root: keyPair(root),
    demoUser: { ...keyPair(demo), arn: demoUserArn },
    roleArn,
    createAccount: (options) => createAccount(standIn, options?.accountId),
    signNotification({ topicArn, message, messageId = ids.uuid() }) {
      const timestamp = new Date(clock.now()).toISOString();
      const outgoing = {
        type: 'Notification',
        topicArn,
        message,
        messageId,
        timestamp,
        signatureVersion: '2',
      } as const;
      const subscriptionArn = `${topicArn}:${ids.uuid()}`;
      const { endpointUrlTls } = settings;
      return JSON.stringify(sealEnvelope(outgoing, { subscriptionArn, endpointUrlTls, signingKey: pki.sns }));
    },
    faults,
    reset: () => reset({ ...standIn, installation, faults }),
    counters: () => counters.all(),
  };
}

async function createAccount({ store, clock, ids }: StandIn, wanted?: string): Promise<AwsLocalAccount> {
  const tables = identityTables(store);
  const account = openAccount({ tables, clock, ids }, wanted);
  await store.flush();
  const { accountId } = account;
  return {
    accountId,
    root: keyPair(rootKeyOf(tables, account)),
    iotEndpoint: (region) => iotEndpoint({ store, ids }, { accountId, region }),
  };
}

const keyPair = ({ id, secret }: AccessKey): KeyPair => ({ accessKeyId: id, secretAccessKey: secret });
