import type { Broker } from '../broker/broker.ts';
import known from '../services/known-operations.json' with { type: 'json' };
import type { DisturbedDeliveries } from './at-delivery.ts';
import type { RuleFaults } from './at-rule.ts';
import type { CallFault, FaultQueue, Faults } from './faults.ts';

export type FaultsDeps = {
  calls: FaultQueue<CallFault>;
  deliveries: Pick<DisturbedDeliveries, 'disturb' | 'clear'>;
  rules: Pick<RuleFaults, 'disturb' | 'clear'>;
  broker: Pick<Broker, 'dropConnections'>;
};

/** Faults on demand: the one way in for the library and for the admin calls. */
export function createFaults({ calls, deliveries, rules, broker }: FaultsDeps): Faults {
  return {
    failCalls(fault) {
      if (!OPERATIONS.has(fault.operation)) {
        throw new RangeError(`No service has the operation '${fault.operation}'; write it as in sns:CreateTopic.`);
      }
      if (fault.over === 'mqtt' && (fault.kind !== 'throttle' || !SHADOW_OPERATIONS.test(fault.operation))) {
        throw new RangeError(
          'Over MQTT only requests to shadows can fail (iot:UpdateThingShadow), and only by throttle.',
        );
      }
      calls.add(fault);
    },
    disturbDeliveries: (fault) => deliveries.disturb(fault),
    disturbRules: (fault) => rules.disturb(fault),
    disconnectDevices: (which = {}) => broker.dropConnections(which),
    clear() {
      calls.clear();
      deliveries.clear();
      rules.clear();
    },
  };
}

const SHADOW_OPERATIONS = /^iot:(Get|Update|Delete)ThingShadow$/;

const OPERATIONS = new Set([
  ...(['sts', 'iam', 'sns'] as const).flatMap((service) => known[service].map((name) => `${service}:${name}`)),
  ...[...known.iot, ...known.iotdata].map(({ name }) => `iot:${name}`),
]);
