export { createDeviceKey, type DeviceKey } from './credentials.ts';
export { blank, createDevice } from './device.ts';
export type {
  Action,
  DeviceCredentials,
  DeviceMemory,
  DeviceOptions,
  FlowScript,
  Outcome,
  SimulatedDevice,
} from './types.ts';
