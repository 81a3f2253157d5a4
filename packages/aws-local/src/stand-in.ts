import type { Clock, Ids } from '@thingdock/effects';
import type { Broker } from './broker/broker.ts';
import type { SourcePolicy } from './identity/policies-of.ts';
import type { Rules } from './rules/rules.ts';
import type { Shadows } from './shadow/service.ts';
import type { Deliveries } from './sns-delivery/deliveries.ts';

/**
 * The words that the parts of the stand-in share. Types only (and the one error class), so that every part can be read, built and tested alone.
 */

/** A place for state. With a data folder it survives a restart and SIGKILL; without one it lives in memory. */
export type Store = {
  /** The same name always gives the same table. */
  table<T>(name: string): Table<T>;
  /** Resolves when everything set so far is in the operating system's hands; rejects when it could not be written. */
  flush(): Promise<void>;
  /** Empties every table but these. */
  clear(except: readonly string[]): void;
  close(): Promise<void>;
};

/**
 * Keys are paths such as `${accountId}/${region}/${name}`; values are plain JSON and read-only (set a new one to change).
 * Changes made in one turn of the event loop's microtasks are written together: after a crash all of them are there, or none.
 */
export type Table<T> = {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  /** Whether there was something to delete. */
  delete(key: string): boolean;
  has(key: string): boolean;
  /** In the order of the keys' code units, so that a page token can be the last key of a page. */
  entries(prefix?: string): [string, T][];
};

/** A pino logger fits. */
export type Logger = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, text: string) => void>;

export type Caller = {
  accountId: string;
  /** Of the root, the user, or the session of a role. */
  arn: string;
  userId: string;
  accessKeyId: string;
  /** The role whose session calls. */
  roleArn?: string;
};

/** Who calls without a signature. */
export const ANONYMOUS: Caller = { accountId: '', arn: '', userId: 'ANONYMOUS', accessKeyId: '' };

/** One authenticated call. `region` is that of the credential scope (IAM: always us-east-1). */
export type Call = { standIn: StandIn; caller: Caller; region: string; requestId: string };

export type StandIn = {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Logger;
  pki: Pki;
  settings: Settings;
  identity: Identity;
  sns: SnsPublisher;
  deliveries: Pick<Deliveries, 'enqueue'>;
  broker: Broker;
  shadows: Shadows;
  rules: Rules;
  counters: Counters;
};

export type Settings = {
  /** `http://127.0.0.1:PORT` and `https://localhost:PORT`. */
  endpointUrl: string;
  endpointUrlTls: string;
  /** Hosts besides loopback to which SNS may deliver. */
  deliveryHosts: readonly string[];
  /** Hosts besides loopback under which the fronts answer (Host header, without port). */
  servedHosts: readonly string[];
  /** Regions that answer; empty: every region of the partition `aws`. */
  regions: readonly string[];
  /** For so long after it was made, no rule can be given a role. */
  roleReadyAfterMs: number;
  /** SNS's pauses between attempts are so many times shorter than the delivery policy says. */
  snsRetrySpeed: number;
};

/** Named counts of what happened, e.g. `sns.delivered`, so that a test can prove that nothing did. */
export type Counters = { add(name: string, by?: number): void; all(): Record<string, number> };

/** An error as AWS would give it: each front writes it in the protocol of its service. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly extra: Record<string, unknown>;

  constructor(code: string, status: number, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

/** What XML answers are made of. An array repeats the element that bears its key: `{ Topics: { member: [a, b] } }`. */
export type XmlValue = string | number | boolean | undefined | XmlValue[] | { [element: string]: XmlValue };

/** The parameters of a Query call (a decoded form). */
export type QueryParams = {
  get(name: string): string | undefined;
  /** Throws AWS's ValidationError or InvalidParameter when it is missing or empty. */
  need(name: string): string;
  /** `list('TagKeys.member')` reads TagKeys.member.1, .2 … */
  list(prefix: string): string[];
  /** `records('Attributes.entry')` reads Attributes.entry.1.key, .value …; names below the number keep their dots. */
  records(prefix: string): Record<string, string>[];
};

/** What IAM is asked before an operation runs. Left out: the action is the operation's name under its service's prefix, the resource `*`. */
export type Access<Request> = {
  /** E.g. `iot:CreateTopicRule`; `null`: needs no permission. */
  action?: string | null;
  /** The ARN that the call acts on. */
  resource?: (call: Call, request: Request) => string;
  /** Condition keys of the service that the call brings values for. */
  context?: (call: Call, request: Request) => ConditionContext;
  /** The policy of what the call acts on, if that has one. */
  policy?: (call: Call, request: Request) => ResourcePolicy | undefined;
};

/** One operation of STS, IAM or SNS. The answer becomes the content of `<NameResult>`. */
export type QueryOperation = Access<QueryParams> & {
  name: string;
  /** The parameters that it understands (`Tags` for Tags.member.1.Key); a call with another one is refused as not implemented. */
  parameters: readonly string[];
  /** It may be called without a signature, as the links in SNS messages are; the caller is then `ANONYMOUS`. */
  anonymous?: boolean;
  run(call: Call, params: QueryParams): Promise<XmlValue> | XmlValue;
};

/** One operation of IoT or IoT data. */
export type RestOperation = Access<RestRequest> & {
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/rules/:ruleName`; a last segment `:topic+` takes the rest of the path. Parameters arrive decoded. */
  path: string;
  run(call: Call, request: RestRequest): Promise<RestAnswer> | RestAnswer;
};

/** Header names are in lower case. */
export type RestRequest = {
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: Buffer;
};

/** `json` and `raw` exclude each other; neither: an empty body. The status is 200 unless told. */
export type RestAnswer = { status?: number; headers?: Record<string, string>; json?: unknown; raw?: Buffer };

export type Pki = {
  /** The certificate of the local authority that signs servers and devices. */
  caPem: string;
  /** A fresh server certificate for these host names and addresses (PEM), valid for a year. */
  serverCredentials(hosts: readonly string[]): Promise<{ key: string; cert: string }>;
  /** Signs a device's request. Throws InvalidRequestException when the request is unreadable or not signed by its own key. */
  issueDeviceCertificate(csrPem: string): Promise<IssuedCertificate>;
  /** A new RSA-2048 key pair with its certificate; the private key is kept nowhere. */
  issueDeviceKeysAndCertificate(): Promise<IssuedCertificate & { publicKeyPem: string; privateKeyPem: string }>;
  sns: SnsSigningKey;
};

/** `certificateId` is the SHA-256 of the DER form in lower-case hex, as on AWS IoT. Times in ms since the epoch. */
export type IssuedCertificate = {
  certificatePem: string;
  certificateId: string;
  notBefore: number;
  notAfter: number;
};

export type SnsSigningKey = {
  certificatePem: string;
  /** `/SimpleNotificationService-<hex>.pem` */
  path: string;
  /** Base64 of the RSA PKCS#1 v1.5 signature: version 1 is SHA-1, version 2 is SHA-256. */
  sign(text: string, version: '1' | '2'): string;
};

export type Decision = 'allow' | 'implicit_deny' | 'explicit_deny';

/** Condition keys and their values, e.g. `{ 'aws:SourceAccount': '123456789012' }`. Names are compared without regard to case. */
export type ConditionContext = Record<string, string | readonly string[]>;

/** The access policy of a resource, and the account that the resource belongs to. */
export type ResourcePolicy = { document: string; ownerId: string };

export type Identity = {
  role(roleArn: string): Role | undefined;
  /** Whether the service (e.g. `iot.amazonaws.com`) may assume the role: it exists and its trust policy allows it in this context. */
  mayAssume(roleArn: string, service: string, context: ConditionContext): boolean;
  /** Whether the caller may take on the role, by the role's trust policy and its own policies. */
  mayTakeOn(caller: Caller, roleArn: string, context: ConditionContext): Decision;
  /** The policies of a user with its groups, of a group, or of a role; undefined when there is none such. */
  policiesOf(arn: string): SourcePolicy[] | undefined;
  /** What the role's policies and the resource's own say; a role that does not exist is denied implicitly. */
  mayRole(
    roleArn: string,
    action: string,
    resource: string,
    context?: ConditionContext,
    policy?: ResourcePolicy,
  ): Decision;
  /** What the caller's policies say; the account's root may do everything. */
  mayCaller(caller: Caller, action: string, resource: string, context?: ConditionContext): Decision;
  /** Throws an AwsError `AccessDenied` with AWS's wording unless allowed; the front turns the code into its service's own. */
  authorize(
    caller: Caller,
    action: string,
    resource: string,
    context?: ConditionContext,
    policy?: ResourcePolicy,
  ): void;
};

export type Role = {
  arn: string;
  name: string;
  path: string;
  id: string;
  createdAt: number;
  description: string;
  maxSessionDuration: number;
  /** Policy documents are kept as the text that was sent. */
  trustPolicy: string;
  attached: string[];
  inline: Record<string, string>;
};

export type SnsPublishOptions = {
  subject?: string;
  /** With `json`, `message` is an object with a `default` string and, optionally, one string per protocol. */
  messageStructure?: 'json';
  attributes?: Record<string, { Type: string; Value: string }>;
};

export type SnsPublisher = {
  /** The access policy of a topic; undefined when there is no such topic. */
  accessPolicy(topicArn: string): ResourcePolicy | undefined;
  /** Throws AwsError: NotFound for a missing topic, InvalidParameter for a bad ARN, an empty or too long message. */
  publish(
    region: string,
    accountId: string,
    topicArn: string,
    message: string,
    options?: SnsPublishOptions,
  ): Promise<{ messageId: string }>;
};
