import type { AwsError, Call, RestAnswer, RestOperation, RestRequest } from '../stand-in.ts';
import type { HttpAnswer } from './answer.ts';
import { matchPath, type PathPattern, parsePattern } from './path.ts';
import { notImplemented } from './query-protocol.ts';
import { authorize, type ErrorWriter, type RestService } from './service.ts';

export type RestTable<T> = readonly { operation: T; pattern: PathPattern }[];

export function restTable<T extends { path: string }>(operations: readonly T[]): RestTable<T> {
  return operations.map((operation) => ({ operation, pattern: parsePattern(operation.path) }));
}

export type Found<T> = { operation: T; params: Record<string, string> };

/** Literal segments win over parameters, whatever the order of the table. */
export function findRoute<T extends { method: string }>(
  table: RestTable<T>,
  method: string,
  path: string,
): Found<T> | undefined {
  const found = table
    .filter(({ operation }) => operation.method === method)
    .flatMap(({ operation, pattern }) => {
      const params = matchPath(pattern, path);
      return params
        ? [{ operation, params, literals: pattern.filter(({ literal }) => literal !== undefined).length }]
        : [];
    });
  return found.sort((a, b) => b.literals - a.literals)[0];
}

/** The refusal for a method and path that no operation here serves. */
export function unknownRoute(services: readonly RestService[], method: string, path: string): AwsError {
  for (const { known, prefix } of services) {
    const found = findRoute(known, method, path);
    if (found) return notImplemented(`${prefix}:${found.operation.name} (${method} ${path})`);
  }
  return notImplemented(`${method} ${path}, which is no operation of AWS IoT that it knows`);
}

export async function runRestOperation(
  service: RestService,
  operation: RestOperation,
  call: Call,
  request: RestRequest,
): Promise<HttpAnswer> {
  authorize(call, service.prefix, operation, request);
  return restAnswer(await operation.run(call, request), call.requestId);
}

function restAnswer({ status = 200, headers = {}, json, raw }: RestAnswer, requestId: string): HttpAnswer {
  const body = raw ?? (json === undefined ? '' : JSON.stringify(json));
  const type = { 'content-type': 'application/json' };
  return { status, headers: { ...type, 'x-amzn-requestid': requestId, ...headers }, body };
}

export function restError(plane: RestService['plane'], traceId: () => string): ErrorWriter {
  return ({ code, status, message, extra }, requestId) => {
    const trace = plane === 'data' ? { traceId: traceId() } : {};
    // The data plane's denial carries no text.
    const text = code === 'ForbiddenException' ? null : message;
    return restAnswer(
      { status, headers: { 'x-amzn-errortype': code }, json: { message: text, ...extra, ...trace } },
      requestId,
    );
  };
}
