export { type Arn, parseArn, parseRoleArn, type RoleArn, topicArn } from './arn.ts';
export { type AwsConnectorDeps, createAwsConnector } from './connect.ts';
export { type IotEndpoint, parseIotEndpoint } from './endpoint.ts';
export { AwsFailure, type AwsFailureKind, isAwsFailure, isCredentialFailure, isPassing } from './failure.ts';
export { toFault, toldFault } from './fault.ts';
export type { IotApi, RawRule, RuleAction, Thing, TopicRule } from './iot-api.ts';
export { isUsable, partitionOf, serviceSuffix } from './partition.ts';
export type {
  Aws,
  AwsCredentials,
  AwsTarget,
  ConnectAws,
  IamApi,
  IotDataApi,
  ShadowDocument,
  Simulated,
  Simulation,
  SnsApi,
  StsApi,
  Subscription,
} from './types.ts';
