import { Fault, toProblem } from '@thingdock/api';
import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseUnavailable } from '../db/index.ts';

/** Turns anything thrown into problem+json. What is no `Fault` is ours to explain in the log, not to the caller. */
export function answerProblem(error: unknown, { id, log }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, text } = problemOf(error, { id, log });
  return reply.status(status).header('cache-control', 'no-store').type('application/problem+json').send(text);
}

/** The same as status and text. `id`: of the request. */
export function problemOf(
  error: unknown,
  { id, log }: { id: string; log: Pick<FastifyBaseLogger, 'error'> },
): { status: number; text: string } {
  const fault = toFault(error);
  if (fault.status >= 500) log.error({ event: 'request.failed', id, err: error, code: fault.code }, fault.message);
  return { status: fault.status, text: JSON.stringify(toProblem(fault, id)) };
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
