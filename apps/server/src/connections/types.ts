import type { CreatedThing } from '@thingdock/api';
import type { Aws } from '../aws/index.ts';
import type { Executor } from '../platform/db/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';

/** What other features know of a connection. */
export type ConnectionRef = {
  id: string;
  projectId: string;
  name: string;
  /** `connectionId` on the wire. Belongs to the account and region here, and outlives the connection. */
  wireId: string;
  partition: string;
  accountId: string;
  region: string;
  /** Host of the account for devices and device data. */
  endpoint: string;
  roleArn: string | null;
  /** Why the status of its devices cannot be told: there is no role to report it, or the way is broken. */
  blind: 'no_role' | 'credentials_invalid' | 'path_broken' | null;
};

/** Which of the two topics a message came through. */
export type TopicKind = 'status' | 'devicestate';

/** What a path secret of the webhook stands for. */
export type WebhookTarget = {
  webhookId: string;
  state: 'creating' | 'active' | 'deleting';
  connection: ConnectionRef;
  /** The two topics from which messages are taken, by their ARN. */
  topics: Readonly<Record<string, TopicKind>>;
};

/** Licences that depend on a connection; given by whoever knows licences. */
export type LicencesOfConnection = {
  /** How many are registered, and the first devices that have one. */
  dependents(executor: Executor, connectionId: string): Promise<{ count: number; names: readonly string[] }>;
  /** Ends them all, in the transaction that deletes the connection. */
  release(tx: Executor, connection: Pick<ConnectionRef, 'id' | 'projectId'>, by: string): Promise<void>;
};

/** A message of our own that came back. `nonce` says which of them. */
export type ProbeArrival = { nonce: string; arrivedAt: number };

export type Connections = {
  /** Active connections only. */
  find(connectionId: string): Promise<ConnectionRef | undefined>;
  /** Active connections only. */
  findByWireId(wireId: string): Promise<ConnectionRef | undefined>;
  active(): Promise<ConnectionRef[]>;
  /** A connection in any state, while its devices are kept. */
  get(connectionId: string): Promise<ConnectionRef | undefined>;
  /** All of a project, in any state. */
  ofProject(projectId: string): Promise<ConnectionRef[]>;
  /** Clients with the connection's credentials. Throws `connection_not_active`. */
  aws(connectionId: string): Promise<Aws>;
  /**
   * Works with a key for installing devices in place of the connection's; it must be of the same account. What speaks
   * against using it comes along as warnings. Throws `account_changed`, `invalid_credentials`, `user_missing_permission`.
   */
  asInstaller<T>(
    connectionId: string,
    key: { accessKeyId: string; secretAccessKey: string },
    work: (aws: Aws) => Promise<T>,
  ): Promise<{ result: T; warnings: CreatedThing['warnings'] }>;
  /** The project of a connection in any state, and of a failed attempt. */
  project(connectionId: string): Promise<string | undefined>;
  /** The devices of a connection that was broken have been looked at anew: their status can be believed again. */
  trust(connectionId: string): Promise<void>;
  operationProject(operationId: string): Promise<string | undefined>;
  routes: Pick<
    Handlers,
    | 'connections.list'
    | 'connections.create'
    | 'connections.inspect'
    | 'connections.plan'
    | 'connections.drift'
    | 'connections.get'
    | 'connections.change'
    | 'connections.delete'
    | 'connections.objects'
    | 'connections.health'
    | 'connections.check'
    | 'connections.repair'
    | 'connections.presence'
    | 'connections.rotate'
    | 'connections.inspectChange'
    | 'connections.keys'
    | 'connections.import'
    | 'connections.migrate'
    | 'operations.get'
  >;
  /** For the webhook: whose path secret this is. */
  webhook(secret: string): Promise<WebhookTarget | undefined>;
  /** For the webhook: confirms a subscription on our own client. `false`: nobody waits for it. */
  confirm(target: WebhookTarget, topicArn: string, token: string): Promise<boolean>;
  /** For the webhook: SNS says that somebody ended a subscription. */
  unsubscribed(target: WebhookTarget, topicArn: string): Promise<void>;
  /** For the webhook: the thing name of the connection's test messages. */
  probeName(connection: ConnectionRef): string;
  probeArrived(connection: ConnectionRef, arrival: ProbeArrival): Promise<void>;
  /** Cleans up after a process that died, now and from time to time. */
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
  /** Closes the clients. */
  close(): void;
};
