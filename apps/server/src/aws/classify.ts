import { AwsFailure, type AwsFailureKind } from './failure.ts';

type Rule = { kind: AwsFailureKind; codes: readonly string[]; text?: RegExp };

/**
 * From AWS's codes to our kinds; the first line that fits counts. Codes stand without `Exception`, since the SDK names the
 * same error with it (`NoSuchEntityException`) that the wire has without (`NoSuchEntity`).
 */
const RULES: readonly Rule[] = [
  // Wording of AWS IoT while a role has not spread: https://github.com/hashicorp/terraform-provider-aws/issues/20467
  { kind: 'role_not_ready', codes: ['InvalidRequest'], text: /unable to (perform|assume)|sts:AssumeRole/i },
  { kind: 'pass_role_denied', codes: ['AccessDenied', 'Unauthorized', 'Forbidden'], text: /iam:PassRole/i },
  { kind: 'clock_skew', codes: ['SignatureDoesNotMatch', 'InvalidSignature'], text: /signature (expired|not yet)/i },
  { kind: 'clock_skew', codes: ['RequestExpired', 'RequestTimeTooSkewed'] },
  { kind: 'unknown_key', codes: ['InvalidClientTokenId', 'UnrecognizedClient', 'InvalidAccessKeyId', 'ExpiredToken'] },
  { kind: 'wrong_secret', codes: ['SignatureDoesNotMatch', 'InvalidSignature', 'IncompleteSignature'] },
  {
    kind: 'throttled',
    codes: ['Throttling', 'Throttled', 'TooManyRequests', 'RequestLimitExceeded', 'SlowDown', 'ConcurrentAccess'],
  },
  { kind: 'denied', codes: ['AccessDenied', 'AuthorizationError', 'Forbidden', 'Unauthorized', 'NotAuthorized'] },
  { kind: 'not_found', codes: ['NoSuchEntity', 'NotFound', 'ResourceNotFound'] },
  {
    kind: 'conflict',
    codes: [
      'ResourceAlreadyExists',
      'EntityAlreadyExists',
      'ConflictingResourceUpdate',
      'Conflict',
      'VersionConflict',
      'DeleteConflict',
    ],
  },
  {
    kind: 'limit',
    codes: ['LimitExceeded', 'TopicLimitExceeded', 'SubscriptionLimitExceeded', 'VersionsLimitExceeded'],
  },
  {
    kind: 'unavailable',
    codes: ['ServiceUnavailable', 'InternalFailure', 'Internal', 'ServiceFailure', 'InternalError'],
  },
];

const BY_STATUS: Readonly<Record<number, AwsFailureKind>> = {
  401: 'denied',
  403: 'denied',
  404: 'not_found',
  409: 'conflict',
  429: 'throttled',
};

const MAX_TEXT = 400;

/** Turns whatever the SDK threw into an `AwsFailure`. `action` in IAM's words, such as `sns:Subscribe`. */
export function classify(action: string, error: unknown): AwsFailure {
  if (error instanceof AwsFailure) return error;
  const { name, message, code: systemCode, $metadata } = error as SdkError;
  const code = name ?? 'Unknown';
  const text = shorten(message || systemCode || code);
  const unanswered = systemCode !== undefined || code === 'TimeoutError';
  const kind = unanswered ? 'network' : kindOf(code, $metadata?.httpStatusCode, text);
  return new AwsFailure(kind, action, code, text, error);
}

/** Errors of sockets and TLS carry Node's `code`; answers of AWS carry `$metadata` instead. */
type SdkError = Partial<Error> & { code?: string; $metadata?: { httpStatusCode?: number } };

/** The kind of an error that AWS answered. */
export function kindOf(code: string, status: number | undefined, text: string): AwsFailureKind {
  const bare = code.replace(/Exception$/, '');
  const rule = RULES.find(({ codes, text: wording }) => codes.includes(bare) && (!wording || wording.test(text)));
  if (rule) return rule.kind;
  if (status !== undefined && status >= 500) return 'unavailable';
  return BY_STATUS[status ?? 0] ?? 'other';
}

/** AWS explains a wrong signature over many lines, of which only the first helps a reader. Ours go on after it. */
function shorten(text: string): string {
  const [first = ''] = text.trim().split('\n');
  const line = first.replace(/\.$/, '');
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)} …` : line;
}
