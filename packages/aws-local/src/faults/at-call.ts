import type { HttpAnswer } from '../http/answer.ts';
import type { Service } from '../http/service.ts';
import { AwsError, type Call } from '../stand-in.ts';
import type { CallFault, FaultQueue } from './faults.ts';

export type FaultyCall = { service: Service; operation: string; call: Call };

/**
 * Runs a call, unless a fault waits for it. Throws what AWS would say to a call that is throttled or denied.
 * @param run must not reject
 */
export async function underFaults(
  faults: Pick<FaultQueue<CallFault>, 'take'>,
  { service, operation, call }: FaultyCall,
  run: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const action = `${service.prefix}:${operation}`;
  const { accountId, arn } = call.caller;
  const fault = faults.take(
    (one) => one.operation === action && one.over !== 'mqtt' && (one.accountId ?? accountId) === accountId,
  );
  if (!fault) return run();
  call.standIn.counters.add(`faults.${fault.kind}`);
  if (fault.kind === 'throttle') throw throttled(service);
  if (fault.kind === 'deny') {
    const why = `because no identity-based policy allows the ${action} action`;
    throw new AwsError('AccessDenied', 403, `User: ${arn} is not authorized to perform: ${action} ${why}`);
  }
  if (fault.effect === 'after') await run();
  return { status: 0, headers: {}, body: '', lost: fault.kind };
}

/** AWS IoT's data plane answers 429, its control plane 400, each as modelled in its API; the Query services say `Throttling`. */
function throttled(service: Service): AwsError {
  if (service.protocol === 'query') return new AwsError('Throttling', 400, 'Rate exceeded');
  return new AwsError('ThrottlingException', service.plane === 'data' ? 429 : 400, 'Rate exceeded');
}
