import type { Operation, Step } from '@thingdock/api';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { printable } from '../output/table.ts';
import { follow } from './follow.ts';

/** The server gives up by itself long before; this is for one that hangs. */
export const OPERATION_SECONDS = 900;

/** Steps of `now` that began or moved on since `before`. */
export function stepChanges(before: readonly Step[], now: readonly Step[]): Step[] {
  const known = new Map(before.map((step) => [step.key, step]));
  return now.filter((step) => {
    const old = known.get(step.key);
    return step.state !== (old?.state ?? 'waiting') || (old !== undefined && step.detail !== old.detail);
  });
}

/** One step as a line: `  done     Topic enebular_status_push_sns`. */
export function stepLine({ state, title, detail }: Step): string {
  return `  ${state.padEnd(7)}  ${printable(title)}${detail ? `: ${printable(detail)}` : ''}`;
}

/** Waits until the operation has ended, telling each step as it changes. Throws a failure with its error. */
export async function followOperation(context: Context, first: Operation): Promise<Operation> {
  let last = { ...first, steps: [] as Step[] };
  const tell = async (operation: Operation) => {
    for (const step of stepChanges(last.steps, operation.steps)) await context.say(stepLine(step));
    last = operation;
    return operation.state === 'running' ? undefined : operation;
  };
  const ended =
    (await tell(first)) ??
    (await follow(context, {
      projectId: first.projectId,
      type: 'operation',
      key: first.id,
      look: async (signal) => tell(await context.call('operations.get', { params: { operationId: first.id }, signal })),
      seconds: OPERATION_SECONDS,
      what: 'The operation',
      members: () => ({ operation: last }),
      command: `thingdock connections show ${first.connectionId}`,
    }));
  if (ended.state === 'failed') throw operationFailure(ended);
  return ended;
}

/** The operation's own error, in the form that an answer with it would have had. */
function operationFailure(operation: Operation): Failure {
  const { error } = operation;
  const what = error?.detail ?? 'The operation failed without saying why. The log of the server may say more.';
  return new Failure('operation_failed', {
    ...(error ? { code: error.code, errors: error.errors } : {}),
    details: { what },
    members: { operation },
  });
}
