import type { FlowReport as DeviceFlowReport, FileReport, FlowStatus, JsonObject } from '@thingdock/device-protocol';

/** A control message of a device, as the rule passed it on. */
export type ControlFrame = {
  thingName: string;
  clientId: string;
  /** When it reached AWS, in milliseconds. */
  receivedAt: number;
  payload: Buffer;
};

/** What a device says about a flow that it was told to run. `ts`: its own clock, in milliseconds. */
export type FlowReport = DeviceFlowReport & { about: 'flow'; thingName: string };

/** What a device says about anything that it can be told to do. */
export type DeviceReport = DeviceWord & { thingName: string };

export type DeviceWord =
  | (DeviceFlowReport & { about: 'flow' })
  /** It has no flow any more. */
  | { about: 'no-flow' }
  | { about: 'file'; fileId: string; report: FileReport }
  /** It has this file no more. */
  | { about: 'no-file'; fileId: string }
  /** Whether Node-RED is to run, and what it does; `news`: the latter just changed. */
  | { about: 'enable'; reported: boolean | undefined; flow: FlowStatus | undefined; news: boolean }
  /** Its environment variables are, or are not, those that are wanted. */
  | { about: 'variables'; asWanted: boolean }
  /** It fetched its desired tree, and had said this by then. */
  | ({ about: 'fetched' } & DeviceTrees);

/** The three trees of a device; absent: it was told, or said, nothing. */
export type DeviceTrees = {
  desired?: JsonObject | undefined;
  reported?: JsonObject | undefined;
  status?: JsonObject | undefined;
};

/** What follows from a frame once its transaction has committed. */
export type FrameEffect = {
  thingName: string;
  answer?: { topic: string; payload: string };
  reports: DeviceReport[];
  /** Revision of the desired tree that the answer carries. */
  fetched?: number;
  /** The device was thereby found to be online, which nobody knew. */
  began?: boolean;
  /** The device may need to be told something. */
  look: boolean;
};
