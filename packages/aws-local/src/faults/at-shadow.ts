import type { ShadowDeps } from '../shadow/service.ts';
import type { Counters } from '../stand-in.ts';
import type { CallFault, FaultQueue } from './faults.ts';

const ACTIONS = { get: 'iot:GetThingShadow', update: 'iot:UpdateThingShadow', delete: 'iot:DeleteThingShadow' };

/** Whether a request to a shadow over MQTT meets a fault that waits for it. */
export function shadowThrottle(
  faults: Pick<FaultQueue<CallFault>, 'take'>,
  counters: Counters,
): NonNullable<ShadowDeps['isThrottled']> {
  return ({ accountId }, operation) => {
    const fault = faults.take(
      (one) =>
        one.over === 'mqtt' && one.operation === ACTIONS[operation] && (one.accountId ?? accountId) === accountId,
    );
    if (fault) counters.add(`faults.${fault.kind}`);
    return fault !== undefined;
  };
}
