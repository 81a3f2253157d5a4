export { createDeviceKey, type DeviceKey } from './credentials.ts';
export { createDevice } from './device.ts';
export type { DeviceMemory, DeviceOptions, FlowScript, SimulatedDevice } from './types.ts';
