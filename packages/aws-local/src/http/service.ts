import type { Access, AwsError, Call, QueryOperation, RestOperation } from '../stand-in.ts';
import type { HttpAnswer } from './answer.ts';
import type { RestTable } from './rest-protocol.ts';

/** One of the AWS services as a front sees it. Which one a request is for says the service in its credential scope. */
export type QueryService = {
  protocol: 'query';
  /** As in names of IAM actions. */
  prefix: 'sts' | 'iam' | 'sns';
  namespace: string;
  version: string;
  operations: ReadonlyMap<string, QueryOperation>;
  /** Every operation that AWS has, so that a refusal can say "not implemented here" instead of "unknown". */
  known: readonly string[];
  missingParameter(name: string): AwsError;
  /** How this service names what IAM denies. */
  denied(error: AwsError): AwsError;
};

export type RestService = {
  protocol: 'rest';
  prefix: 'iot';
  /** The data plane adds a `traceId` to its errors. */
  plane: 'control' | 'data';
  operations: RestTable<RestOperation>;
  known: RestTable<KnownRestOperation>;
  denied(error: AwsError): AwsError;
};

export type KnownRestOperation = { name: string; method: string; path: string };

export type Service = QueryService | RestService;

/** Writes any error in the form of a protocol. */
export type ErrorWriter = (error: AwsError, requestId: string) => HttpAnswer;

/** Asks IAM for the operation, as the operation itself says what to ask for. Throws AccessDenied. */
export function authorize<Request>(
  call: Call,
  prefix: string,
  operation: Access<Request> & { name: string },
  request: Request,
): void {
  const action = operation.action === undefined ? `${prefix}:${operation.name}` : operation.action;
  if (action === null) return;
  const context = { 'aws:RequestedRegion': call.region, ...operation.context?.(call, request) };
  const resource = operation.resource?.(call, request) ?? '*';
  call.standIn.identity.authorize(call.caller, action, resource, context, operation.policy?.(call, request));
}
