import { AwsError } from '../stand-in.ts';

/** Why a request is not served before any operation sees it. */
export type Refusal = 'unsigned' | 'incomplete' | 'unknown_key' | 'bad_signature' | 'expired_token';

type Protocol = 'query' | 'rest';

/** Status and the name that the services of each protocol give it (https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html). */
const NAMES: Record<Refusal, { status: number } & Record<Protocol, string>> = {
  unsigned: { status: 403, query: 'MissingAuthenticationToken', rest: 'MissingAuthenticationTokenException' },
  incomplete: { status: 400, query: 'IncompleteSignature', rest: 'IncompleteSignatureException' },
  unknown_key: { status: 403, query: 'InvalidClientTokenId', rest: 'UnrecognizedClientException' },
  expired_token: { status: 403, query: 'ExpiredToken', rest: 'ExpiredTokenException' },
  bad_signature: { status: 403, query: 'SignatureDoesNotMatch', rest: 'InvalidSignatureException' },
};

export function refusal(kind: Refusal, protocol: Protocol, message: string): AwsError {
  const { status, [protocol]: code } = NAMES[kind];
  return new AwsError(code, status, message);
}
