export type { CallFault, DeliveryFault, DeviceFilter, Faults } from './faults/faults.ts';
export type { Logger } from './stand-in.ts';
export { type AwsLocal, type AwsLocalAccount, type AwsLocalOptions, startAwsLocal } from './start.ts';
