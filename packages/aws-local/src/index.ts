export type { Logger } from './stand-in.ts';
export { type AwsLocal, type AwsLocalAccount, type AwsLocalOptions, startAwsLocal } from './start.ts';
