import type {
  AgentInfo,
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

export type DeviceOptions = {
  thingName: string;
  host: string;
  port: number;
  caPem: string;
  certPem: string;
  keyPem: string;
  agent?: AgentInfo;
  /** How a deployment of a flow goes; by default as it should. Called for each deployment. */
  runFlow?: (flow: FlowPackage, identity: FlowIdentity) => FlowScript;
};

/** What the device has seen and learnt. Survives disconnection, as the files of an agent do. */
export type DeviceMemory = {
  registration?: Register;
  /** The flow that runs, or whose deployment failed. */
  flow?: FlowIdentity;
  trees: Partial<Record<StateType, { state: JsonObject; meta?: StateMeta }>>;
  accessToken?: string;
  /** Messages that came through the shadow, in order, repetitions included. */
  messages: ShadowMessage[];
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
  /** Loses the connection without a word; the broker sends the will. */
  crash(): void;
  /** Sends a control request and gives the answer. Repeats it while none comes, and rejects after three tries. */
  request(topic: string, body: JsonObject, options?: { id?: string; try?: number }): Promise<ResponseFrame>;
  /** Publishes as it is. */
  publish(topic: string, payload: string): Promise<void>;
};
