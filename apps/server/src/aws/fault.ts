import { Fault, fieldFault } from '@thingdock/api';
import { type AwsFailure, isAwsFailure } from './failure.ts';

/** The guide's policy that brings a permission, by the service in the action's name. */
const POLICIES: Readonly<Record<string, string>> = {
  iot: 'AWSIoTFullAccess',
  sns: 'AmazonSNSFullAccess',
  iam: 'EnebularPassRole',
};

/** What the caller of our API is told when AWS said no. */
export function toFault(failure: AwsFailure): Fault {
  const { kind, action, message: reason } = failure;
  switch (kind) {
    case 'unknown_key':
      return fieldFault('accessKeyId', 'invalid_credentials', {
        reason: 'AWS does not know the access key id, or the key is inactive',
      });
    case 'wrong_secret':
      return fieldFault('secretAccessKey', 'invalid_credentials', {
        reason: 'the secret access key does not belong to this access key id',
      });
    case 'clock_skew':
      return new Fault('invalid_credentials', {
        details: { reason: "this server's clock differs from AWS's by more than five minutes" },
        cause: failure,
      });
    case 'denied':
      return new Fault('user_missing_permission', {
        details: { action, policy: POLICIES[action.split(':')[0] ?? ''] ?? 'a policy' },
        cause: failure,
      });
    case 'throttled':
    case 'network':
    case 'unavailable':
      return new Fault('aws_unavailable', { details: { action, reason }, cause: failure });
    default:
      return new Fault('aws_refused', { details: { action, reason }, cause: failure });
  }
}

/** A failure of AWS as the fault that it amounts to; anything else as it is. */
export const toldFault = (error: unknown): unknown => (isAwsFailure(error) ? toFault(error) : error);
