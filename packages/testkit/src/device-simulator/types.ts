import type { SecureContext } from 'node:tls';
import type {
  AgentInfo,
  Environment,
  FileAsset,
  FlowDeployState,
  FlowIdentity,
  FlowPackage,
  JsonObject,
  Register,
  ResponseFrame,
  ShadowMessage,
  StateMeta,
  StateType,
} from '@thingdock/device-protocol';

/** What the simulated device does with a flow that it downloaded: the states that it reports, in order. */
export type FlowScript = readonly { state: FlowDeployState; message?: string }[];

/** Something that the desired state asks of the device. */
export type Action =
  | { kind: 'flow-deploy'; flow: FlowIdentity }
  | { kind: 'flow-remove'; flow: FlowIdentity }
  | { kind: 'flow-enable'; enable: boolean }
  | { kind: 'env-set'; variables: Environment }
  | { kind: 'file-deploy'; assetId: string; asset: FileAsset }
  | { kind: 'file-remove'; assetId: string; updateId: string };

/**
 * How an action ends: as it should; with a failure in these words; begun and never ended; or without a word.
 * A device cannot say that starting, stopping or setting variables failed: there `fail` puts Node-RED into `error`.
 */
export type Outcome = 'succeed' | { fail: string } | 'stuck' | 'silent';

/** How the device comes to its broker: PEM texts, or a context that many devices share, which costs far less. */
export type DeviceCredentials =
  | { caPem: string; certPem: string; keyPem: string }
  | { secureContext: SecureContext; servername?: string };

export type DeviceOptions = DeviceCredentials & {
  thingName: string;
  host: string;
  port: number;
  agent?: AgentInfo;
  /** How a deployment of a flow goes; by default as `outcome` says. Called for each deployment. */
  runFlow?: (flow: FlowPackage, identity: FlowIdentity) => FlowScript;
  /** How each action goes; by default as it should. Called once for each, when it begins. */
  outcome?: (action: Action) => Outcome;
  /** False: never asks for a token, as a device without a licence whose control plane does not answer. */
  authenticates?: boolean;
  /** How long an answer is waited for before a request is repeated, in milliseconds; 4,000 by default. */
  answerMs?: number;
};

/** What the device has seen and learnt. Survives disconnection, as the files of an agent do. */
export type DeviceMemory = {
  registration?: Register;
  /** The flow that runs, or whose deployment failed. */
  flow?: FlowIdentity;
  /** The deployment of a flow that was begun and does not end. */
  stuck?: FlowIdentity;
  /** Whether flows are switched on, as far as somebody said so. */
  enabled?: boolean;
  variables: Environment;
  /** The last deployment of each file, by asset. */
  files: Record<string, FileAsset>;
  trees: Partial<Record<StateType, { state: JsonObject; meta?: StateMeta }>>;
  accessToken?: string;
  /** Messages that came through the shadow, in order, repetitions included. */
  messages: ShadowMessage[];
  /** What it was asked to do, in order. */
  actions: Action[];
  packages: FlowPackage[];
  /** URLs that it was given for downloads. */
  urls: string[];
  /** What was wrong with what it was sent: a hash that does not match, an answer that is an error. */
  problems: string[];
};

/** A device that speaks the protocol over real MQTT and HTTP as agents in the field do, and can be told to misbehave. */
export type SimulatedDevice = {
  readonly memory: DeviceMemory;
  /** Connects and says so. Resolves when the shadow has accepted it. */
  connect(): Promise<void>;
  /** Says goodbye and disconnects, so that no will is sent. */
  stop(): Promise<void>;
  /** Disconnects in order, but its goodbye never reaches the shadow: neither it nor a will says that it is gone. */
  leave(): Promise<void>;
  /** Loses the connection without a word; the broker sends the will. */
  crash(): void;
  /** Sends a control request and gives the answer. Repeats it while none comes, and rejects after three tries. */
  request(topic: string, body: JsonObject, options?: { id?: string; try?: number }): Promise<ResponseFrame>;
  /** Publishes as it is. */
  publish(topic: string, payload: string): Promise<void>;
};
