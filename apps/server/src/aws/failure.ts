export type AwsFailureKind =
  /** AWS does not know the access key, or it is inactive. */
  | 'unknown_key'
  | 'wrong_secret'
  /** AWS's clock and ours are too far apart. */
  | 'clock_skew'
  | 'denied'
  | 'pass_role_denied'
  /** AWS IoT cannot assume the role: a fresh role, which passes, or a wrong trust policy, which does not. */
  | 'role_not_ready'
  | 'throttled'
  | 'not_found'
  /** The object exists already, has another version, or is being changed by somebody else. */
  | 'conflict'
  /** A quota of the account is used up. */
  | 'limit'
  /** No answer: name resolution, connection, TLS, or time-out. */
  | 'network'
  /** AWS answered that it failed itself. */
  | 'unavailable'
  | 'other';

/** Every error that a call to AWS can end with. The text is AWS's own, shortened; it holds no secret. */
export class AwsFailure extends Error {
  readonly kind: AwsFailureKind;
  /** In IAM's words, such as `iot:CreateTopicRule`. */
  readonly action: string;
  /** AWS's code as it came, such as `NoSuchEntityException`. */
  readonly awsCode: string;

  constructor(kind: AwsFailureKind, action: string, awsCode: string, text: string, cause?: unknown) {
    super(text, { cause });
    this.name = 'AwsFailure';
    this.kind = kind;
    this.action = action;
    this.awsCode = awsCode;
  }
}

export function isAwsFailure(error: unknown, ...kinds: AwsFailureKind[]): error is AwsFailure {
  return error instanceof AwsFailure && (kinds.length === 0 || kinds.includes(error.kind));
}

/** Whether the key itself does not work, whatever it is used for. */
export const isCredentialFailure = (error: unknown): error is AwsFailure =>
  isAwsFailure(error, 'unknown_key', 'wrong_secret', 'clock_skew');

/** Whether the same call may well succeed a little later. */
export const isPassing = (error: unknown): error is AwsFailure =>
  isAwsFailure(error, 'throttled', 'network', 'unavailable', 'clock_skew');
