import type { Secret } from '../platform/crypto/secret.ts';
import type { IotApi } from './iot-api.ts';

export type AwsCredentials = { accessKeyId: string; secretAccessKey: Secret };

/** Where calls go and as whom. Nothing else is consulted: no environment, no profile, no instance metadata. */
export type AwsTarget = {
  credentials: AwsCredentials;
  partition: string;
  region: string;
  /** The account's own host for device data (`PREFIX-ats.iot.REGION…`); without it the region's common one. Unused in local mode. */
  iotDataHost?: string;
  /** Told whenever AWS refuses the key itself, whatever it was used for. */
  onKeyRefused?: () => void;
};

/** Everything of AWS that the server uses. Every call rejects with `AwsFailure`, has a deadline and keeps to half of AWS's quota. */
export type Aws = {
  sts: StsApi;
  iam: IamApi;
  sns: SnsApi;
  iot: IotApi;
  iotData: IotDataApi;
  /** The same clients; their calls end with the signal's reason as soon as it aborts. */
  under(signal: AbortSignal): Aws;
  /** How far this server's clock is ahead of AWS's, by its last answer; negative: behind. `undefined`: it gave none yet. */
  clockAheadMs(): number | undefined;
  /** Closes the sockets. Nothing may be called afterwards. */
  close(): void;
};

export type ConnectAws = (target: AwsTarget) => Aws;

export type StsApi = {
  /** Needs no permission and cannot be denied: whether a key works, and whose it is. */
  callerIdentity(): Promise<{ accountId: string; arn: string; userId: string; partition: string }>;
};

/**
 * `uncertain`: a refusal that may be none, because conditions of policies ask for what was not told, or because policies of
 * the organization are in it, which the simulator is known to misjudge
 * (https://github.com/aws-containers/amazon-ecs-exec-checker/issues/70).
 */
export type Simulated = { action: string; resource: string; allowed: boolean; uncertain: boolean };

export type Simulation = {
  /** ARN of the user or role whose policies are asked. */
  of: string;
  actions: readonly string[];
  /** Every action is asked for each of these. */
  resources: readonly string[];
  /** Condition keys and their values. */
  context?: Readonly<Record<string, string>>;
};

export type IamApi = {
  /** `trustPolicy` is the parsed document. `undefined`: there is no such role. */
  getRole(name: string): Promise<{ arn: string; trustPolicy: unknown } | undefined>;
  attachedPolicies(roleName: string): Promise<{ name: string; arn: string }[]>;
  inlinePolicyNames(roleName: string): Promise<string[]>;
  /** The parsed document. */
  inlinePolicy(roleName: string, policyName: string): Promise<unknown>;
  /** The parsed document of a managed policy's default version; `undefined`: there is no such policy. */
  managedPolicy(policyArn: string): Promise<unknown>;
  /** What somebody's own policies say; trust policies and policies of resources have no part in it. */
  simulate(simulation: Simulation): Promise<Simulated[]>;
};

export type Subscription = {
  /** `undefined` while it waits for its confirmation. */
  arn: string | undefined;
  protocol: string;
  endpoint: string;
};

export type SnsApi = {
  /** `undefined`: there is no such topic. */
  topicAttributes(topicArn: string): Promise<Record<string, string> | undefined>;
  /** Creates the topic, or answers the ARN of the one that has the name. */
  createTopic(name: string): Promise<string>;
  setTopicAttribute(topicArn: string, name: string, value: string): Promise<void>;
  /** Succeeds when there is no such topic. Its subscriptions go with it. */
  deleteTopic(topicArn: string): Promise<void>;
  tags(topicArn: string): Promise<Record<string, string>>;
  tag(topicArn: string, tags: Record<string, string>): Promise<void>;
  /** The ARN is final also while the subscription waits for its confirmation. */
  subscribe(topicArn: string, endpoint: string): Promise<string>;
  /** Confirms so that only this account's credentials can unsubscribe again. */
  confirmSubscription(topicArn: string, token: string): Promise<string>;
  subscriptions(topicArn: string): Promise<Subscription[]>;
  /** Whether it is still waiting for its confirmation; `undefined`: there is no such subscription. */
  subscriptionPending(subscriptionArn: string): Promise<boolean | undefined>;
  /** Succeeds when there is no such subscription. */
  unsubscribe(subscriptionArn: string): Promise<void>;
};

/** A classic shadow as AWS IoT keeps it. `timestamp` in seconds. */
export type ShadowDocument = {
  state: { desired?: unknown; reported?: unknown };
  metadata?: unknown;
  version: number;
  timestamp?: number;
};

export type IotDataApi = {
  /** `undefined`: the thing has no shadow. */
  getThingShadow(thing: string): Promise<ShadowDocument | undefined>;
  /** With `version` the update fails with kind `conflict` unless it is the current one. Answers the new version. */
  updateThingShadow(thing: string, document: { state: unknown; version?: number }): Promise<{ version: number }>;
  /** Succeeds when there is no shadow. */
  deleteThingShadow(thing: string): Promise<void>;
  publish(topic: string, payload: string, qos: 0 | 1): Promise<void>;
};
