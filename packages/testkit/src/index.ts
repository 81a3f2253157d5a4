export { type Cuttable, startCuttable } from './cuttable.ts';
export {
  type Action,
  createDevice,
  createDeviceKey,
  type DeviceCredentials,
  type DeviceKey,
  type DeviceMemory,
  type DeviceOptions,
  type FlowScript,
  type Outcome,
  type SimulatedDevice,
} from './device-simulator/index.ts';
export { type FakeClock, fakeClock } from './fake-clock.ts';
export { fakeIds } from './fake-ids.ts';
export { eachOf } from './fleet-simulator/each-of.ts';
export { createFleet, type FleetOptions, type FleetSimulator } from './fleet-simulator/fleet.ts';
export { isAlive } from './is-alive.ts';
export { type PostgresOptions, startPostgres, type TestPostgres } from './postgres/start.ts';
export { until } from './until.ts';
