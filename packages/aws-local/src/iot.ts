import type { Clock, Ids } from '@thingdock/effects';
import type { Broker } from './broker/broker.ts';
import { createBroker, type MqttBrokerDeps } from './broker/mqtt-broker.ts';
import { createPolicyOf } from './device-policy/device-policies.ts';
import { createRules, type RulesDeps } from './rules/engine.ts';
import type { Rules } from './rules/rules.ts';
import { registrationOf } from './services/iot/registry.ts';
import { createShadows, type ShadowDeps, type Shadows } from './shadow/service.ts';
import type { Counters, Identity, Logger, Pki, SnsPublisher, Store } from './stand-in.ts';

export type IotDeps = {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Logger;
  counters: Counters;
  pki: Pki;
  identity: Identity;
  sns: SnsPublisher;
  /** Left out: nothing is throttled. */
  isThrottled?: ShadowDeps['isThrottled'];
  beforeAction?: RulesDeps['beforeAction'];
} & Pick<MqttBrokerDeps, 'credentials' | 'host' | 'port' | 'keepAlive' | 'sessionExpiryMs'>;

export type Iot = { broker: Broker; shadows: Shadows; rules: Rules; close(): Promise<void> };

/** Starts the data plane: the broker, and the shadow service and the rules engine that listen to it. */
export async function startIot(deps: IotDeps): Promise<Iot> {
  const broker = await createBroker({
    ...deps,
    caPem: deps.pki.caPem,
    registration: registrationOf(deps.store),
    policyOf: createPolicyOf(deps),
  });
  const shadows = createShadows({ ...deps, broker });
  const rules = createRules({ ...deps, broker, shadows });
  broker.onMessage(shadows.receive);
  broker.onMessage(rules.receive);
  return {
    broker,
    shadows,
    rules,
    /** Wills are sent when connections end, and what they set off is brought to its end before the store may close. */
    async close() {
      await broker.close();
      await rules.idle();
    },
  };
}
