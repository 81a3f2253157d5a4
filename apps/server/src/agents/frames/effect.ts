import type { FlowReport as DeviceFlowReport } from '@thingdock/device-protocol';

/** A control message of a device, as the rule passed it on. */
export type ControlFrame = {
  thingName: string;
  clientId: string;
  /** When it reached AWS, in milliseconds. */
  receivedAt: number;
  payload: Buffer;
};

/** What a device says about a flow that it was told to run. `ts`: its own clock, in milliseconds. */
export type FlowReport = DeviceFlowReport & { thingName: string };

/** What follows from a frame once its transaction has committed. */
export type FrameEffect = {
  thingName: string;
  answer?: { topic: string; payload: string };
  reports: FlowReport[];
  /** Revision of the desired tree that the answer carries. */
  fetched?: number;
  /** The device was thereby found to be online, which nobody knew. */
  began?: boolean;
  /** The device may need to be told something. */
  look: boolean;
};
