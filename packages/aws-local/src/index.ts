export type { AwsLocal, AwsLocalAccount, AwsLocalOptions } from './aws-local.ts';
export type { CallFault, DeliveryFault, DeviceFilter, Faults, RuleFault } from './faults/faults.ts';
export type { Logger } from './stand-in.ts';
export { startAwsLocal } from './start.ts';
