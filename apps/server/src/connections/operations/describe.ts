import { Fault, type Operation } from '@thingdock/api';
import { isAwsFailure, toFault } from '../../aws/index.ts';
import type { OperationRow, Refusal } from '../tables.ts';

/** An operation as the API shows it. */
export function describeOperation(row: OperationRow): Operation {
  return {
    id: row.id,
    kind: row.kind,
    projectId: row.project_id,
    connectionId: row.connection_id,
    state: row.state,
    steps: row.steps,
    error: row.error,
    left: row.left_behind,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The fault that an error amounts to; anything unforeseen is ours to explain in the log. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (isAwsFailure(error)) return toFault(error);
  return new Fault('internal', { cause: error });
}

export const refusal = ({ code, message, errors }: Fault): Refusal => ({ code, detail: message, errors: [...errors] });
