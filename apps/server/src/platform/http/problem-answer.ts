import { Fault, toProblem } from '@thingdock/api';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseUnavailable } from '../db/index.ts';

/** Turns anything thrown into problem+json. What is no `Fault` is ours to explain in the log, not to the caller. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = toFault(error);
  if (fault.status >= 500)
    request.log.error({ event: 'request.failed', id: request.id, err: error, code: fault.code }, fault.message);
  return reply
    .status(fault.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(fault, request.id)));
}

function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (isDatabaseUnavailable(error)) return new Fault('database_unavailable', { cause: error });
  const { code, statusCode, message } = error as Partial<FastifyError>;
  if (statusCode === 413) return new Fault('payload_too_large', { details: { limit: 'size' } });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Fault('malformed_request', { details: { reason: message ?? code } });
  return new Fault('internal', { cause: error });
}
