import { fqDeviceId, type Register, type ThingName } from '@thingdock/device-protocol';
import { readState, writeFileAtomically } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import {
  decideRegister,
  NEXT_PHASES,
  type Phase,
  parseRegistration,
  type RegisterDecision,
  type Registration,
} from './decide.ts';

/** Knows to which control plane the device belongs, across restarts. */
export type Registrar = {
  readonly phase: Phase;
  readonly current: Registration | undefined;
  /** The device's name in hashes; undefined while it belongs to nobody. */
  fqDeviceId(): string | undefined;
  /** Takes a `register` message. What is accepted holds at once; the promise resolves when it is on disk. */
  register(message: Register): Promise<RegisterDecision['kind']>;
  /** Moves between the phases after registration. */
  enter(phase: Exclude<Phase, 'unregistered'>): void;
};

export async function openRegistrar(deps: { file: string; thing: ThingName; log: Log }): Promise<Registrar> {
  const { file, thing, log } = deps;
  let current: Registration | undefined = await readState(file, parseRegistration, (bad) =>
    log.error('registration.file-corrupt', { file: bad }),
  );
  let phase: Phase = current ? 'registered' : 'unregistered';

  function enter(next: Exclude<Phase, 'unregistered'>): void {
    const allowed: readonly Phase[] = NEXT_PHASES[phase];
    if (!allowed.includes(next)) throw new Error(`a device cannot go from ${phase} to ${next}`);
    if (next !== phase) log.info('registration.phase', { from: phase, to: next });
    phase = next;
  }

  return {
    get phase() {
      return phase;
    },
    get current() {
      return current;
    },
    fqDeviceId: () => current && fqDeviceId(current.connectionId, thing),
    enter,
    async register(message) {
      const decision = decideRegister(phase, current, message, thing);
      if (decision.kind === 'ignore') {
        log.info('registration.ignored', { reason: decision.reason, phase });
      }
      if (decision.kind !== 'accept') return decision.kind;
      current = decision.registration;
      enter('registered');
      log.info('registration.accepted', { connectionId: current.connectionId });
      // The form of the file is that of other agents and installers.
      await writeFileAtomically(file, `${JSON.stringify({ ...current, deviceId: thing }, null, 2)}\n`);
      return decision.kind;
    },
  };
}
