export {
  createDevice,
  createDeviceKey,
  type DeviceKey,
  type DeviceMemory,
  type DeviceOptions,
  type FlowScript,
  type SimulatedDevice,
} from './device-simulator/index.ts';
export { type FakeClock, fakeClock } from './fake-clock.ts';
export { fakeIds } from './fake-ids.ts';
export { startPostgres, type TestPostgres } from './postgres/start.ts';
export { until } from './until.ts';
