import { STATE_TYPES } from '@thingdock/device-protocol';
import type { Auth } from './auth/auth.ts';
import type { Session } from './connection/session.ts';
import type { DeviceState } from './device-state/device-state.ts';
import type { Reporter } from './device-state/reporter.ts';
import { reasonOf } from './platform/errors.ts';
import type { Log } from './platform/log.ts';
import type { Registrar } from './registration/registration.ts';
import type { Inbox } from './shadow/inbox.ts';
import type { Presence } from './shadow/presence.ts';
import type { Shadow } from './shadow/shadow.ts';

export type GreetDeps = {
  presence: Presence;
  shadow: Pick<Shadow, 'read'>;
  inbox: Inbox;
  registrar: Registrar;
  deviceState: DeviceState;
  reporter: Reporter;
  auth: Auth;
  log: Log;
  /** Called when the cloud has accepted that the device is connected. */
  onAnnounced(): void;
};

/**
 * What the device does at the beginning of every session: says that it is there, reads what was written to it meanwhile,
 * compares the state trees, and authenticates unless it has. Nothing waits for anything else.
 */
export function createGreeting(deps: GreetDeps): (session: Session) => void {
  const { presence, shadow, inbox, registrar, deviceState, reporter, auth, log } = deps;
  const during = (session: Session, what: string, work: Promise<void>): void => {
    work.catch((error) => {
      // The session's end is told once, by the connection.
      if (!session.signal.aborted) log.debug('greeting.ended', { what, reason: reasonOf(error) });
    });
  };

  return (session) => {
    inbox.reset();
    during(session, 'announce', presence.announce(session).then(deps.onAnnounced));
    during(
      session,
      'catch up',
      shadow.read(session).then((view) => {
        if (view) inbox.receiveShadow(session, view);
      }),
    );
    if (!registrar.current) return log.info('registration.waiting');
    deviceState.refresh(STATE_TYPES, 'connected');
    reporter.restart();
    if (registrar.phase !== 'authenticated') auth.start(session);
  };
}
