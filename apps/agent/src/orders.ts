import { type ShadowMessage, STATE_TYPES } from '@thingdock/device-protocol';
import type { Auth } from './auth/auth.ts';
import type { Link } from './connection/connection.ts';
import type { DeviceState } from './device-state/device-state.ts';
import type { Reporter } from './device-state/reporter.ts';
import type { FlowPart } from './flow/part.ts';
import type { Logs } from './logs/logs.ts';
import { reasonOf } from './platform/errors.ts';
import type { Log } from './platform/log.ts';
import type { Registrar } from './registration/registration.ts';

export type OrdersDeps = {
  registrar: Registrar;
  auth: Auth;
  deviceState: DeviceState;
  reporter: Pick<Reporter, 'restart'>;
  flows: Pick<FlowPart, 'order'>;
  logs: Pick<Logs, 'hurry'>;
  link: Pick<Link, 'current'>;
  log: Log;
};

/** Carries out what the cloud writes into the shadow. Each order may come more than once. */
export function createOrders(deps: OrdersDeps): (message: ShadowMessage) => void {
  const { registrar, auth, deviceState, reporter, flows, logs, link, log } = deps;

  async function register(message: Extract<ShadowMessage, { messageType: 'register' }>): Promise<void> {
    const before = registrar.current?.connectionId;
    const session = link.current();
    const decided = await registrar.register(message.message);
    if (decided === 'same' && registrar.phase !== 'authenticated' && session) auth.hurry(session);
    if (decided !== 'accept') return;
    auth.forget();
    if (before !== registrar.current?.connectionId) deviceState.forget();
    deviceState.refresh(STATE_TYPES, 'registered');
    reporter.restart();
    const now = link.current();
    if (now) auth.start(now);
  }

  return (message) => {
    switch (message.messageType) {
      case 'register':
        register(message).catch((error) => log.error('registration.not-saved', { reason: reasonOf(error) }));
        return;
      case 'updateAuth':
        auth.receive(link.current(), message.message);
        return;
      case 'deviceStateChange':
        logs.hurry();
        deviceState.receive(message.message);
        return;
      case 'deploy':
        logs.hurry();
        flows.order(message.message);
    }
  };
}
