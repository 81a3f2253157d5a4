import { ERRORS, type ErrorCode, errorText, type FieldError } from './errors.ts';

export type FaultOptions = {
  /** Values for the text; also shown to the caller, so never a secret. */
  details?: Readonly<Record<string, unknown>>;
  /** The fields of the request that are at fault. */
  errors?: readonly FieldError[];
  cause?: unknown;
};

/**
 * An error that the caller is told about, by a code of the table. Anything else that is thrown is a fault of ours and
 * reaches the caller as `internal` without its text.
 */
export class Fault extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];

  constructor(code: ErrorCode, options: FaultOptions = {}) {
    super(errorText(code, options.details), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.details = options.details ?? {};
    this.errors = options.errors ?? [];
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** A fault of one field: `fieldFault('endpoint', 'endpoint_invalid', { endpoint })`. */
export function fieldFault(field: string, code: ErrorCode, details: Readonly<Record<string, unknown>> = {}): Fault {
  return new Fault(code, { details, errors: [{ field, code, detail: errorText(code, details) }] });
}

/** The body of every error answer: RFC 9457 problem details, `application/problem+json`. */
export type Problem = {
  type: 'about:blank';
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  errors: readonly FieldError[];
  requestId: string;
};

export function toProblem(fault: Fault, requestId: string): Problem {
  return {
    type: 'about:blank',
    title: fault.code.replaceAll('_', ' '),
    status: fault.status,
    code: fault.code,
    detail: fault.message,
    errors: fault.errors,
    requestId,
  };
}
